"""Who the deployment is, from its settings: in its statements, and by its keys."""

from bot.config import Settings, key_bytes, secret_keys
from bot.keys.signing import SigningKey
from bot.keys.vault import Vault
from bot.ledger.statements import Issuer


def vault_of(settings: Settings) -> Vault:
    """What is encrypted at rest is opened by it: under the present data_key or one before it."""
    before = [key_bytes(one.get_secret_value()) for one in settings.security.previous_data_keys]
    return Vault([secret_keys(settings)["data_key"], *before])


def signing_key_of(settings: Settings) -> SigningKey:
    """The key that the deployment signs with."""
    return SigningKey(secret_keys(settings)["signing_key"])


def issuer_of(settings: Settings) -> Issuer:
    """Who speaks in our statements, and teaches."""
    return Issuer(
        settings.security.id_base,
        secret_keys(settings)["pseudonym_key"],
        settings.institution.framework,
        settings.institution.name,
        settings.institution.uscc,
    )
