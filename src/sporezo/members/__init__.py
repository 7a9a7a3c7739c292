"""People with an account: sign-in, profile, languages, privacy. Knows nothing of sport, places or ties."""
