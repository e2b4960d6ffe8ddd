"""A phone's browser for tests without one: opens a page, seals as its script does, and sends."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import os
import re
from dataclasses import dataclass, field
from typing import Any

from werkzeug.test import TestResponse

from kiosk.phone.challenges import leading_zeros
from shared.comment import Comment, encode_comment
from shared.response import Channel, Response, encode
from shared.sealing import Context, Label, PublicKey, seal
from tests.kiosk.phone.parts import TOKEN, PhoneRelay

GOOD = {"overall_experience": frozenset({"good"})}


def work(challenge: str, bits: int) -> str:
    """The counter that proves the work."""
    counter = 0
    while True:
        text = f"{counter:08x}"
        if leading_zeros(hashlib.sha256(f"{challenge}.{text}".encode()).digest()) >= bits:
            return text
        counter += 1


def element(page: str, name: str) -> str:
    """The content of the element that has this id."""
    found = re.search(rf'id="{name}">(.*?)</', page, re.DOTALL)
    assert found
    return found[1]


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the form."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    return {name: html.unescape(value) for name, value in found}


@dataclass
class Phone:
    """One phone with the page of a Point open."""

    relay: PhoneRelay
    token: str = TOKEN
    code: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    item_id: bytes = field(default_factory=lambda: os.urandom(16))

    def __post_init__(self) -> None:
        self.client = self.relay.client()
        self.page = self.client.get(
            f"/p/{self.token}", query_string={"s": self.code}, headers=self.headers
        ).text
        self.given: dict[str, Any] = json.loads(element(self.page, "pass"))

    def context(self, label: Label = Label.RESPONSE) -> Context:
        """What the page has its items bound to."""
        key = PublicKey(self.key)
        survey = bytes.fromhex(json.loads(element(self.page, "data"))["digest"])
        return Context(label, self.given["period"], key.key_id, self.given["point"], survey)

    @property
    def key(self) -> bytes:
        """The period key that the page carries."""
        return base64.b64decode(self.given["key"])

    def sealed(self, label: Label = Label.RESPONSE, text: str = "Merci") -> bytes:
        """A sealed response, or a comment."""
        survey = self.relay.survey
        channel = Channel.PHONE_ON_SITE if self.given["onSite"] else Channel.PHONE
        plain = (
            encode(survey, Response(GOOD, channel, "fr"))
            if label is Label.RESPONSE
            else encode_comment(survey, Comment(text, "fr"))
        )
        return seal(PublicKey(self.key), self.context(label), self.item_id, plain)

    def proof(self, place: int = 0) -> str:
        """A challenge of the page with its work."""
        challenge: str = self.given["challenges"][place]
        return f"{challenge}.{work(challenge, self.given['bits'])}"

    def lane(self) -> str:
        """The name of the lane, as requests say it."""
        context = self.context()
        return f"{context.period}.{context.key_id.hex()}.{context.survey.hex()}"

    def send(
        self,
        label: Label = Label.RESPONSE,
        *,
        item: bytes | None = None,
        proof: str | None = None,
        lane: str | None = None,
        token: str | None = None,
    ) -> TestResponse:
        """Send an item; whatever is not given is as it should be."""
        return self.client.post(
            f"/p/{token or self.token}/{label.value}",
            data=self.sealed(label) if item is None else item,
            content_type="application/octet-stream",
            headers={
                "Accept": "application/problem+json",
                "Isoloir-Lane": self.lane() if lane is None else lane,
                "Isoloir-Work": self.proof() if proof is None else proof,
                **self.headers,
            },
        )

    def send_plain(self, **fields: str | list[str]) -> TestResponse:
        """Post the form as a browser without JavaScript does."""
        data: dict[str, Any] = {**hidden(self.page), "_do": "send", **fields}
        return self.client.post(f"/p/{self.token}", data=data, headers=self.headers)


def code_of(response: TestResponse) -> str:
    """The problem that a response tells of."""
    code: str = (response.get_json(force=True, silent=True) or {}).get("code", "")
    return code
