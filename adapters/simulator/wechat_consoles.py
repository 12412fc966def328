"""What the account's own staff do in its console."""

import secrets
from collections.abc import Mapping
from typing import Literal

from adapters.simulator.wechat_account import KnownTemplate, LimitRefusal, Switches
from adapters.simulator.wechat_desk import Desk
from adapters.simulator.wechat_mass_jobs import answer_for_admin, running
from adapters.simulator.wechat_state import MassJob
from bot.domain.errors import InputError


class Consoles(Desk):
    """The consoles of all accounts. Raises InputError for an unknown account."""

    @property
    def patience(self) -> float:
        """Real seconds the platform waits for an answer; 5 unless changed."""
        return self._callbacks.patience

    @patience.setter
    def patience(self, seconds: float) -> None:
        self._callbacks.patience = seconds

    @property
    def pause(self) -> float:
        """Real seconds between a failed delivery and the next; none unless changed."""
        return self._callbacks.pause

    @pause.setter
    def pause(self, seconds: float) -> None:
        self._callbacks.pause = seconds

    async def verify(self, account: str) -> bool:
        """The console's check of the callback URL; whether the bot passed it."""
        return await self._callbacks.verify(self._account(account))

    def quotas(self, account: str) -> dict[str, int]:
        """The account's daily quotas by call (``custom/send``); may be changed."""
        return self._account(account).quotas

    def switches(self, account: str) -> Switches:
        """What is set in the account's console; may be changed."""
        return self._account(account).switches

    def refused_for_limit(self, account: str) -> list[LimitRefusal]:
        """The account's calls that ran into a limit, oldest first."""
        return self._account(account).refused_for_limit

    def add_template(
        self,
        account: str,
        template_id: str,
        fields: Mapping[str, str],
        *,
        use: Literal["notice", "template"] = "notice",
        title: str = "课程提醒",
        long_term: bool = False,
    ) -> None:
        """Choose a template from the library; ``fields`` are labels by name (``thing1``)."""
        box = self._account(account)
        box.templates[template_id] = KnownTemplate(
            template_id, use, title, dict(fields), long_term
        )

    def add_article(self, account: str, title: str) -> str:
        """Publish an article by hand; its article_id."""
        box = self._account(account)
        article_id = secrets.token_urlsafe(32)
        box.state.articles[article_id] = title
        return article_id

    def mass_jobs(self, account: str) -> list[MassJob]:
        """All mass messages of the account, oldest first."""
        return list(self._account(account).state.mass_jobs.values())

    def confirm_mass(self, account: str) -> None:
        """The administrator lets the oldest waiting mass message go."""
        answer_for_admin(self._account(account), self._waiting(account), send=True)

    def refuse_mass(self, account: str) -> None:
        """The administrator refuses the oldest waiting mass message: it ends as err(40001)."""
        answer_for_admin(self._account(account), self._waiting(account), send=False)

    def _waiting(self, account: str) -> MassJob:
        found = (one for one in running(self._account(account)) if one.status == "waiting")
        job = next(found, None)
        if job is None:
            raise InputError("No mass message waits for the administrator.")
        return job
