"""How allauth speaks through this house."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Members have no password: they sign in by a mailed code, a passkey, or a provider."""
