"""The weekly round: who opted in, what the engine proposes and why, the answers, vacancies and rendez-vous.

Gather (`queries.candidates`), decide (`sporezo.engine`), write and tell (`domain`). The sessions themselves, their
people and courts are facts of `meets`.
"""
