"""The server of the admin port."""

import logging
from typing import Self

from aiohttp import web

from actions.serve.admin.answers import ANSWERS, RefusedError, as_json
from actions.serve.admin.people import NotReadyError
from actions.serve.admin.token import NAME, is_token, make_token, remove_token
from actions.serve.decider.service import Service
from actions.serve.journal import JournalError
from actions.serve.settings.units import Listen

LOGGER = logging.getLogger("actions.serve")
# 5000 ids of a hundred characters.
MOST_BODY = 1 << 20


class AdminError(RuntimeError):
    """The port cannot be listened on."""


class AdminServer:
    """Listens for whoever has the token, while entered. Browsers, which send `Origin`, are turned away."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._token = ""
        self._runner: web.ServerRunner | None = None

    async def __aenter__(self) -> Self:
        at = self._service.loaded.settings.admin
        self._service.journal.mkdir(parents=True, exist_ok=True)
        runner = web.ServerRunner(web.Server(self._answer), shutdown_timeout=1.0)
        await runner.setup()
        try:
            await web.TCPSite(runner, at.host, at.port).start()
        except OSError as error:
            await runner.cleanup()
            raise AdminError(f"admin: {at.host}:{at.port} cannot be listened on: {error.strerror}") from None
        self._runner = runner
        # Not before: where another process has the port, the token is that one's.
        given = self._service.loaded.settings.admin_token
        self._token = given.get_secret_value() if given else make_token(self._service.journal)
        if given:
            # One that an earlier process has made opens nothing any more.
            remove_token(self._service.journal)
        host, port, *_ = runner.addresses[0]
        self._service.admin_address = str(Listen(host, port))
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        refusal = self._refusal(request)
        if refusal is not None:
            return refusal
        try:
            return await ANSWERS[request.path][request.method](self._service, request)
        except Exception as error:  # noqa: BLE001 - whoever asks must hear of it
            return _refused(error, request.path)

    def _refusal(self, request: web.BaseRequest) -> web.Response | None:
        """Why the request is turned away before anything is done for it."""
        if "Origin" in request.headers:
            return _refuse(403, "browser", "the admin port is not for browsers")
        if not is_token(request.headers.get("Authorization", ""), self._token):
            message = f"send Authorization: Bearer and admin_token, or the token in {NAME} in the journal's folder"
            return _refuse(401, "bad_token", message)
        methods = ANSWERS.get(request.path)
        if methods is None:
            return _refuse(404, "no_such_path", f"there are {', '.join(ANSWERS)}")
        if request.method in methods:
            return None
        refusal = _refuse(405, "method", f"{request.path} takes {' and '.join(methods)}")
        refusal.headers["Allow"] = ", ".join(methods)
        return refusal


def _refused(error: Exception, path: str) -> web.Response:
    """What the caller hears of the error."""
    match error:
        case RefusedError():
            return _refuse(error.status, error.code, str(error))
        case JournalError():
            # It names a file and a place in it.
            return _refuse(409, "journal", str(error))
        case NotReadyError():
            return _refuse(503, "not_ready", "the outbox is being opened; come again in a moment")
        case web.HTTPException():
            return _refuse(error.status, "bad_request", error.reason)
    # Its text may hold anything, so that only its kind is logged.
    LOGGER.error("%s failed: %s", path, type(error).__name__)
    return _refuse(500, "internal", "this is a defect of ours; the log says what kind of")


def _refuse(status: int, code: str, message: str) -> web.Response:
    return as_json({"success": False, "code": code, "message": message}, status)
