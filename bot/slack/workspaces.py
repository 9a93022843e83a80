"""The workspaces served: one by its token, or many that installed the app, their tokens encrypted at rest."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.authorize import Authorize
from slack_bolt.error import BoltError
from slack_bolt.oauth import OAuthFlow
from slack_bolt.oauth.callback_options import CallbackOptions, FailureArgs, SuccessArgs
from slack_bolt.oauth.oauth_settings import OAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import SQLAlchemyOAuthStateStore
from sqlalchemy import Text, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.types import TypeDecorator

from bot.settings import SettingsError
from bot.slack.manifest import scopes
from bot.store import StoreProblem

if TYPE_CHECKING:
    from slack_sdk.web import WebClient
    from sqlalchemy import Engine

    from bot.settings import Settings

SECRETS = ("bot_token", "bot_refresh_token", "user_token", "user_refresh_token", "incoming_webhook_url")
STATE_S = 600
NOT_ORG_WIDE = (
    "Guideline Bot is installed workspace by workspace: "
    "remove it from the organisation, and install it in each workspace."
)
SILENT = logging.getLogger("bot.slack.library")
SILENT.setLevel(logging.CRITICAL + 1)  # the libraries log bodies; we log ids


class Encrypted(TypeDecorator[str]):
    """Text that the database holds encrypted (Fernet: AES-128-CBC with HMAC-SHA256)."""

    impl = Text
    cache_ok = False

    def __init__(self, fernet: MultiFernet) -> None:
        super().__init__()
        self.fernet = fernet

    def process_bind_param(self, value: str | None, _: object) -> str | None:
        """Encrypt on the way in."""
        return None if value is None else self.fernet.encrypt(value.encode()).decode()

    def process_result_value(self, value: str | None, _: object) -> str | None:
        """Decrypt on the way out; what another key encrypted is as good as gone."""
        try:
            return None if value is None else self.fernet.decrypt(value.encode()).decode()
        except InvalidToken:
            return None


def fernet_of(settings: Settings) -> MultiFernet:
    """The keys as set up, the newest first. Raises `SettingsError` with the way out."""
    keys = [key.strip() for key in settings.slack_token_key.get_secret_value().split(",") if key.strip()]
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError:
        raise SettingsError(
            "GUIDELINE_SLACK_TOKEN_KEY is needed to keep the tokens of several workspaces. Make one with: "
            'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
        ) from None


class InstallationsOfWorkspaces(SQLAlchemyInstallationStore):
    """Bolt's installation store, without installations for a whole organisation."""

    def save(self, installation: Installation) -> None:
        """Keep the tokens of a workspace. Raises `BoltError` for a whole organisation."""
        if installation.is_enterprise_install or not installation.team_id:
            raise BoltError(NOT_ORG_WIDE)
        super().save(installation)


def installations(engine: Engine, settings: Settings) -> SQLAlchemyInstallationStore:
    """Bolt's installation store with its secrets encrypted."""
    store = InstallationsOfWorkspaces(settings.slack_client_id, engine, logger=SILENT)
    encrypted = Encrypted(fernet_of(settings))
    for table in (store.bots, store.installations):
        for name in SECRETS:
            if name in table.c:
                table.c[name].type = encrypted
    _create(store.metadata, engine)
    return store


def _create(metadata: Any, engine: Engine) -> None:
    """Make the tables; another worker may be making them at this moment."""
    try:
        metadata.create_all(engine)
    except SQLAlchemyError:
        metadata.create_all(engine)


def listed(text: str) -> frozenset[str]:
    """Ids written with commas."""
    return frozenset(each.strip() for each in text.split(",") if each.strip())


@dataclass(frozen=True)
class Workspaces:
    """Who is served, and by which token."""

    settings: Settings
    store: SQLAlchemyInstallationStore | None = None

    def allowed(self, team: str) -> bool:
        """Whether the operator's list lets a workspace in."""
        only = listed(self.settings.slack_workspaces)
        return not only or team in only

    def token(self, team: str) -> str | None:
        """The bot token of a workspace; None if it is not served, or has removed the app."""
        if not self.allowed(team):
            return None
        if self.store is None:
            return self.settings.slack_bot_token.get_secret_value() or None
        bots = self.store.bots.c
        own = (bots.client_id == self.store.client_id, bots.team_id == team)
        newest = select(bots.bot_token).where(*own).order_by(bots.installed_at.desc()).limit(1)
        try:
            with self.store.engine.connect() as connection:
                return connection.execute(newest).scalar()
        except SQLAlchemyError as error:
            raise StoreProblem("The store of workspaces cannot be used now.") from error

    def forget(self, team: str) -> None:
        """Delete the tokens of a workspace that has removed the app or revoked them."""
        if self.store is not None:
            with self.store.engine.begin() as connection:
                for table in (self.store.bots, self.store.installations):
                    connection.execute(table.delete().where(table.c.team_id == team))


class Admission(Authorize):
    """Bolt's question whether a request's workspace is served: answered from the database, without a call to Slack."""

    def __init__(self, workspaces: Workspaces) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.workspaces = workspaces

    def __call__(self, *, enterprise_id: str | None, team_id: str | None, **_: Any) -> AuthorizeResult | None:
        """The workspace's token, or None."""
        token = self.workspaces.token(team_id) if team_id else None
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=token) if token else None


def oauth_flow(settings: Settings, store: SQLAlchemyInstallationStore, client: WebClient) -> OAuthFlow:
    """Installing by OAuth: /slack/install and /slack/oauth_redirect."""
    states = SQLAlchemyOAuthStateStore(STATE_S, store.engine, logger=SILENT)
    _create(states.metadata, store.engine)
    address = settings.address.rstrip("/")
    how = OAuthSettings(
        client_id=settings.slack_client_id,
        client_secret=settings.slack_client_secret.get_secret_value(),
        scopes=scopes(),
        redirect_uri=f"{address}/slack/oauth_redirect" if address else None,
        installation_store=store,
        installation_store_bot_only=True,
        callback_options=CallbackOptions(success=_installed, failure=_not_installed),
        state_store=states,
        logger=SILENT,
    )
    return OAuthFlow(client=client, logger=SILENT, settings=how)


def _installed(args: SuccessArgs) -> BoltResponse:
    return args.default.success(args)


def _not_installed(args: FailureArgs) -> BoltResponse:
    """Bolt's own page, or in one sentence why an organisation is not taken."""
    if str(args.error or "") != NOT_ORG_WIDE:
        return args.default.failure(args)
    return BoltResponse(status=400, headers={"content-type": "text/plain; charset=utf-8"}, body=NOT_ORG_WIDE)
