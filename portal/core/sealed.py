"""Sealed columns: personal contacts are unreadable in the database and its backups.

A sealed value is `<key id>.<cipher>.<base64(nonce + ciphertext)>`; the newest key seals, every listed key opens, so
keys rotate without a stop. Look-ups go through a keyed digest (`lookup`) in a column of its own.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app
from sqlalchemy import Text
from sqlalchemy.types import TypeDecorator

NONCE = 12
TAG = 16


@dataclass(frozen=True, slots=True)
class Keyring:
    keys: dict[str, bytes]
    newest: str
    cipher: str
    lookup_key: bytes

    @classmethod
    def parse(cls, text: str, cipher: str) -> Keyring:
        """Reads `id:hex64,id:hex64`, newest first; the last one also keys look-ups, so it stays listed.

        Raises ValueError for a key that is not 32 bytes or an unknown cipher.
        """
        keys = {}
        for item in text.split(","):
            name, _, value = item.strip().partition(":")
            keys[name] = bytes.fromhex(value)
            if len(keys[name]) != 32 or not name:
                raise ValueError("each entry of PORTAL_FIELD_KEYS is id:64 hexadecimal digits")
        if cipher not in {"aes", "sm4"}:
            raise ValueError("PORTAL_FIELD_CIPHER is aes or sm4")
        oldest = keys[list(keys)[-1]]
        return cls(keys, next(iter(keys)), cipher, hmac.digest(oldest, b"lookup", "sha256"))

    def seal(self, text: str) -> str:
        nonce = os.urandom(NONCE)
        key = self.keys[self.newest]
        body = _aes_seal(key, nonce, text) if self.cipher == "aes" else _sm4_seal(key, nonce, text)
        return f"{self.newest}.{self.cipher}.{base64.b64encode(nonce + body).decode()}"

    def open(self, sealed: str) -> str:
        """The text of a sealed value. Raises KeyError for an unknown key, cryptography's InvalidTag if altered."""
        name, cipher, encoded = sealed.split(".", 2)
        raw = base64.b64decode(encoded)
        opener = _aes_open if cipher == "aes" else _sm4_open
        return opener(self.keys[name], raw[:NONCE], raw[NONCE:]).decode()

    def lookup(self, text: str) -> str:
        """A keyed digest of a normalized value: equal values meet, others reveal nothing."""
        return hmac.new(self.lookup_key, text.encode(), hashlib.sha256).hexdigest()


def _aes_seal(key: bytes, nonce: bytes, text: str) -> bytes:
    return AESGCM(key).encrypt(nonce, text.encode(), None)


def _aes_open(key: bytes, nonce: bytes, body: bytes) -> bytes:
    return AESGCM(key).decrypt(nonce, body, None)


def _sm4_seal(key: bytes, nonce: bytes, text: str) -> bytes:
    worker = Cipher(algorithms.SM4(key[:16]), modes.GCM(nonce)).encryptor()
    return worker.update(text.encode()) + worker.finalize() + worker.tag


def _sm4_open(key: bytes, nonce: bytes, body: bytes) -> bytes:
    worker = Cipher(algorithms.SM4(key[:16]), modes.GCM(nonce, body[-TAG:])).decryptor()
    return worker.update(body[:-TAG]) + worker.finalize()


def keyring() -> Keyring:
    ring: Keyring = current_app.extensions["keyring"]
    return ring


class Sealed(TypeDecorator[str]):
    """A text column whose stored form only the keyring opens."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        return None if value is None else keyring().seal(value)

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:
        return None if value is None else keyring().open(value)
