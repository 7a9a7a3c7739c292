"""The weekly round: who opted in, what the engine proposes and why, the answers, vacancies and rendez-vous."""
