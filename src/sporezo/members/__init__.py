"""People with an account: sign-in, profile, languages, privacy.

This app knows who somebody is and how they sign in (a mailed code, a passkey, a second factor), and nothing of sport,
places or ties. There is one door for those who have an account and those who have none: whoever types an address gets
a code there, and the account begins when the code comes back, so that no page and no mail tells a passer-by who plays.
"""
