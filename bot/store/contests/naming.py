"""Whose name lists show in part only: one rule for chats, pages and files."""

IN_PART = "(e.masked or (e.kind = 'person' and e.guardian_consent_at is not null) or e.agreed_at is null)"
"""Of an ``entry`` called ``e``: who chose it; a child, for whom a guardian agreed; and who was never
asked (PIPL articles 25 and 31), such as an entry that came on paper.
"""
