"""The server under the capabilities of real clients; pytest-lsp checks every message against the protocol's types."""

import asyncio
import os
import pathlib
import shutil

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

BINARY = os.environ["RESILINT_BINARY"]
WORKSPACE = pathlib.Path(os.environ["RESILINT_WORKSPACE"])
RULE = "single-az-database"


@pytest_lsp.fixture(
    params=["visual_studio_code", "neovim", "emacs"],
    config=ClientServerConfig(server_command=[BINARY, "lsp"]),
)
async def client(request, lsp_client: LanguageClient, tmp_path):
    root = tmp_path / "workspace"
    for asked in [types.CLIENT_REGISTER_CAPABILITY, types.WORKSPACE_INLAY_HINT_REFRESH, types.WORKSPACE_CODE_LENS_REFRESH]:
        lsp_client.feature(asked)(lambda params: None)
    shutil.copytree(WORKSPACE, root)
    lsp_client.init_result = await lsp_client.initialize_session(
        types.InitializeParams(
            capabilities=client_capabilities(request.param),
            workspace_folders=[types.WorkspaceFolder(uri=root.as_uri(), name="workspace")],
        )
    )
    lsp_client.root = root
    yield
    await lsp_client.shutdown_session()


async def findings(client: LanguageClient, uri: str):
    """The diagnostics of a file, asked for or waited for, as the client would."""
    if client.init_result.capabilities.diagnostic_provider is not None:
        report = await client.text_document_diagnostic_async(
            types.DocumentDiagnosticParams(text_document=types.TextDocumentIdentifier(uri=uri))
        )
        return report.items
    for _ in range(50):
        if any(d.code == RULE for d in client.diagnostics.get(uri, [])):
            break
        await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    return client.diagnostics.get(uri, [])


def open_main(client: LanguageClient) -> str:
    path = client.root / "main.tf"
    uri = path.as_uri()
    item = types.TextDocumentItem(uri=uri, language_id="terraform", version=1, text=path.read_text())
    client.text_document_did_open(types.DidOpenTextDocumentParams(text_document=item))
    return uri


@pytest.mark.asyncio
async def test_findings_appear_where_the_author_can_change_them(client: LanguageClient):
    uri = open_main(client)
    found = [d for d in await findings(client, uri) if d.code == RULE]
    assert len(found) == 1
    assert found[0].range.start.line == 6
    assert found[0].source == "resilint"


@pytest.mark.asyncio
async def test_the_fix_is_offered(client: LanguageClient):
    uri = open_main(client)
    found = [d for d in await findings(client, uri) if d.code == RULE]
    actions = await client.text_document_code_action_async(
        types.CodeActionParams(
            text_document=types.TextDocumentIdentifier(uri=uri),
            range=found[0].range,
            context=types.CodeActionContext(diagnostics=found),
        )
    )
    fixes = [a for a in actions if isinstance(a, types.CodeAction) and a.kind == types.CodeActionKind.QuickFix]
    assert any(a.is_preferred for a in fixes), fixes


@pytest.mark.asyncio
async def test_hover_tells_what_a_resource_is(client: LanguageClient):
    open_main(client)
    uri = (client.root / "modules/db/main.tf").as_uri()
    hover = await client.text_document_hover_async(
        types.HoverParams(
            text_document=types.TextDocumentIdentifier(uri=uri),
            position=types.Position(line=5, character=12),
        )
    )
    assert hover is not None
    text = hover.contents.value if hasattr(hover.contents, "value") else str(hover.contents)
    assert "eu-west-1" in text


@pytest.mark.asyncio
async def test_rules_are_proposed_in_comments(client: LanguageClient):
    path = client.root / "main.tf"
    uri = path.as_uri()
    lines = path.read_text().splitlines()
    text = "\n".join(lines[:6] + ["  # resilint:ignore "] + lines[6:])
    item = types.TextDocumentItem(uri=uri, language_id="terraform", version=1, text=text)
    client.text_document_did_open(types.DidOpenTextDocumentParams(text_document=item))
    found = await client.text_document_completion_async(
        types.CompletionParams(
            text_document=types.TextDocumentIdentifier(uri=uri),
            position=types.Position(line=6, character=20),
        )
    )
    rule = next(item for item in found if item.label == RULE)
    resolved = await client.completion_item_resolve_async(rule)
    told = resolved.documentation
    assert RULE in (told if isinstance(told, str) else told.value)


@pytest.mark.asyncio
async def test_hints_and_lenses_are_well_formed(client: LanguageClient):
    open_main(client)
    settings = {
        "inlayHints": {"placement": True, "values": True},
        "codeLens": {"dependents": True, "singlePoints": True},
    }
    client.set_configuration({"resilint": settings})
    client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings={"resilint": settings}))
    document = types.TextDocumentIdentifier(uri=(client.root / "modules/db/main.tf").as_uri())
    whole = types.Range(start=types.Position(line=0, character=0), end=types.Position(line=99, character=0))
    labels = []
    for _ in range(50):
        hints = await client.text_document_inlay_hint_async(types.InlayHintParams(text_document=document, range=whole))
        labels = [hint.label for hint in hints or []]
        if labels:
            break
        await asyncio.sleep(0.1)
    assert "= false" in labels
    for lens in await client.text_document_code_lens_async(types.CodeLensParams(text_document=document)) or []:
        assert (await client.code_lens_resolve_async(lens)).command is not None


@pytest.mark.asyncio
async def test_commands_answer(client: LanguageClient):
    uri = open_main(client)
    for command in ["roots", "domains", "simulate", "graph"]:
        answer = await client.workspace_execute_command_async(
            types.ExecuteCommandParams(command=f"resilint.server.{command}", arguments=[{"uri": uri}])
        )
        assert answer, command
