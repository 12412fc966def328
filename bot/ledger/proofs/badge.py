"""A certificate as an Open Badge 3.0, signed as a VC-JWT that others' verifiers check.

Open Badges 3.0 (1EdTech), section 8.2 for the JWT; Verifiable Credentials Data Model 2.0 (W3C);
the status is a Bitstring Status List 1.0 (W3C). EdDSA gives the same bytes each time, so the same
certificate with the same name is the same badge.
"""

from urllib.parse import quote
from uuid import uuid5

from bot.keys.signing import SigningKey
from bot.ledger.proofs import did, revocations, wording
from bot.ledger.proofs.did import Identity, Json
from bot.ledger.proofs.signed import instant, sign
from bot.store.ledger.certificates import Certificate

CONTEXT = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
)
SCHEMA = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)
LANGUAGE = "zh-CN"


class Badges:
    """Makes badges under the deployment's key, as did:key (checked offline) or as did:web."""

    def __init__(
        self, signing: SigningKey, *, id_base: str, public_url: str, uscc: str = ""
    ) -> None:
        """``id_base`` and ``public_url`` are absolute, without a slash at their end; ``uscc`` is
        the institution's 统一社会信用代码, empty where it has none.
        """
        self._signing = signing
        self._id_base = id_base
        self._public_url = public_url
        self._uscc = uscc
        self.key = did.by_key(signing.public)
        self.web = did.by_web(id_base, signing.public)

    def token(self, certificate: Certificate, name: str = "", *, web: bool = False) -> str:
        """The badge as a compact JWT; ``name`` is written into it unless empty."""
        who = self.web if web else self.key
        credential = self.credential(certificate, name, web=web)
        registered = {
            "iss": who.did,
            "jti": credential["id"],
            "sub": credential["credentialSubject"]["id"],
            "nbf": int(certificate.issued_at.timestamp()),
        }
        return sign({**credential, **registered}, who, self._signing)

    def credential(self, certificate: Certificate, name: str = "", *, web: bool = False) -> Json:
        """What the badge says, unsigned: an OpenBadgeCredential."""
        who = self.web if web else self.key
        listed = revocations.address(self._public_url, certificate.row, web=web)
        return {
            "@context": list(CONTEXT),
            "id": _own(certificate, "badge"),
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": certificate.title,
            "issuer": self._issuer(certificate, who),
            "validFrom": instant(certificate.issued_at),
            "credentialSubject": self._subject(certificate, name),
            "evidence": [self._evidence(certificate)],
            "credentialStatus": revocations.entry(listed, certificate.row),
            "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
        }

    def _issuer(self, one: Certificate, who: Identity) -> Json:
        profile: Json = {
            "id": who.did,
            "type": ["Profile"],
            "name": one.institution,
            "url": self._public_url,
        }
        if self._uscc:
            code = {"type": "IdentifierEntry", "identifierType": "ext:uscc"}
            profile["otherIdentifier"] = [{**code, "identifier": self._uscc}]
        return profile

    def _subject(self, one: Certificate, name: str) -> Json:
        subject: Json = {
            "id": _own(one, "holder"),
            "type": ["AchievementSubject"],
            "activityStartDate": instant(one.started_at),
            "activityEndDate": instant(one.finished_at),
            "creditsEarned": float(one.credit),
            "achievement": self._achievement(one),
        }
        if one.score_max:
            subject["result"] = [
                {
                    "type": ["Result"],
                    "resultDescription": _own(one, "score"),
                    "value": str(one.score or 0),
                }
            ]
        if name:
            subject["identifier"] = [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": name,
                    "identityType": "name",
                }
            ]
        return subject

    def _achievement(self, one: Certificate) -> Json:
        achievement: Json = {
            "id": f"{self._id_base}/courses/{quote(one.course, safe='')}",
            "type": ["Achievement"],
            "achievementType": "Course",
            "name": one.title,
            "description": f"《{one.title}》，{wording.plain(one.hours)} 学时，{one.framework} {wording.level(one.level)}。",
            "criteria": {"narrative": _criteria(one)},
            "creditsAvailable": float(one.credit),
            "humanCode": one.course,
            "version": one.content_version,
            "inLanguage": LANGUAGE,
            "alignment": [self._alignment(one)],
        }
        if one.score_max:
            achievement["resultDescription"] = [_score(one)]
        return achievement

    def _alignment(self, one: Certificate) -> Json:
        return {
            "type": ["Alignment"],
            "targetType": "CFItem",
            "targetName": f"{one.framework} {wording.level(one.level)}",
            "targetFramework": one.framework,
            "targetCode": f"level-{one.level}",
            "targetUrl": f"{self._public_url}/verify/how#level-{one.level}",
        }

    def _evidence(self, one: Certificate) -> Json:
        return {
            "id": f"{self._public_url}/verify/{one.token}",
            "type": ["Evidence"],
            "name": "学习记录",
            "narrative": (
                f"标准学时 {wording.plain(one.hours)} 小时，实际用时 {wording.measured(one.seconds)}，"
                f"凭据 {len(one.evidence)} 条学习记录。"
            ),
            "genre": "学习记录",
        }


def _own(one: Certificate, what: str) -> str:
    """An id of the certificate's own, which leads to nobody."""
    return f"urn:uuid:{uuid5(one.claim, what)}"


def _criteria(one: Certificate) -> str:
    said = "学完全部课程内容"
    if one.score_max:
        share = wording.plain(one.pass_mark * 100)
        said += f"，且不少于 {share}% 的题目最后一次回答正确"
    return f"{said}。学分规则：{wording.rule(one)}（{one.rule}）。"


def _score(one: Certificate) -> Json:
    return {
        "id": _own(one, "score"),
        "type": ["ResultDescription"],
        "name": "最后一次回答正确的题数",
        "resultType": "RawScore",
        "valueMin": "0",
        "valueMax": str(one.score_max),
    }
