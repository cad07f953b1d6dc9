// The editor of a mapping file: how its words may go on, and changes from elsewhere while somebody types in it.
window.studioEditor = (() => {
  const editors = new Map();
  const waiting = new Map();
  const PIECE = 100_000;
  let asked = 0;

  // Begin to count what is typed: `sent` are the changes that the server may not have heard of, the first of them
  // the one with the number `first`.
  async function attach(id, readOnly) {
    const CM = await import("nicegui-codemirror");
    const component = getElement(id);
    const view = await component.editorPromise;
    const here = { CM, component, view, sent: [], first: 0 };
    editors.set(id, here);
    const extensions = [
      CM.EditorView.updateListener.of((update) => {
        if (update.docChanged && component.emitting) here.sent.push(update.changes);
      }),
    ];
    if (!readOnly) extensions.push(CM.EditorState.transactionFilter.of((change) => allowed(view, change)));
    if (!readOnly) extensions.push(CM.EditorState.languageData.of(() => [{ autocomplete: complete }]));
    view.dispatch({ effects: CM.StateEffect.appendConfig.of(extensions) });
    emitEvent("studio-attached", {});
  }

  // Half a character (a lone surrogate) is in no file; and a message to the server may have less than 1 MB, so that
  // much that is pasted at once is put in piece by piece.
  function allowed(view, change) {
    if (!change.docChanged || !change.isUserEvent("input")) return change;
    let longest = 0, isWhole = true, parts = 0, from = 0, to = 0, words = "";
    change.changes.iterChanges((start, end, _start, _end, text) => {
      [from, to, words] = [start, end, text.toString()];
      parts += 1;
      longest = Math.max(longest, words.length);
      isWhole = isWhole && !/\p{Cs}/u.test(words);
    });
    if (!isWhole) {
      emitEvent("studio-refused", { words: "What was pasted has half a character in it (a lone surrogate), which no file can have" });
      return [];
    }
    if (longest <= PIECE || parts > 1) return change;
    setTimeout(() => putIn(view, from, to, words), 0);
    return [];
  }

  function putIn(view, from, to, words) {
    for (let at = 0; at < words.length; ) {
      // Not between the halves of a character.
      let end = Math.min(at + PIECE, words.length);
      if (/[\uD800-\uDBFF]/.test(words[end - 1]) && end < words.length) end += 1;
      view.dispatch({
        changes: { from: from + at, to: at ? from + at : to, insert: words.slice(at, end) },
        selection: { anchor: from + end },
      });
      at = end;
    }
  }

  // Put in what others changed. The place counts in the text that the server knew after `seen` changes: what was
  // typed since moves it.
  function take(id, seen, from, to, insert) {
    const here = editors.get(id);
    here.sent.splice(0, seen - here.first);
    here.first = seen;
    const length = here.sent.length ? here.sent[0].length : here.view.state.doc.length;
    let change = here.CM.ChangeSet.of({ from, to, insert }, length);
    if (here.sent.length) {
      const typed = here.sent.reduce((all, one) => all.compose(one));
      change = change.map(typed, true);
    }
    here.component.emitting = false;
    here.view.dispatch({ changes: change, annotations: here.CM.Transaction.addToHistory.of(false) });
    here.component.emitting = true;
    here.first = seen + here.sent.length;
    here.sent = [];
    const changes = [];
    // The server knows the words that it sent: a message from here may have less than 1 MB.
    change.iterChanges((start, end, _start, _end, text) => {
      const words = text.toString();
      changes.push([start, end, words === insert ? null : words]);
    });
    emitEvent("studio-taken", { changes });
  }

  // Mark what was found; not where it was found in a text that is no longer this one.
  function mark(id, seen, marks, tooltips) {
    const here = editors.get(id);
    if (!here || here.first + here.sent.length !== seen) return;
    here.component.setDecorations(marks);
    here.component.setLineTooltips(tooltips);
  }

  async function complete(context) {
    const line = context.state.doc.lineAt(context.pos);
    const column = context.pos - line.from;
    const request = ++asked;
    emitEvent("studio-complete", {
      request, line: line.number, before: line.text.slice(0, column), after: line.text.slice(column),
      explicit: context.explicit,
    });
    const found = await new Promise((resolve) => {
      waiting.set(request, resolve);
      setTimeout(() => answer(request, null), 5000);
    });
    if (!found || !found.options.length || context.aborted) return null;
    return { from: context.pos - found.begun, options: found.options, validFor: /^[\w$.]*$/ };
  }

  function answer(request, found) {
    const resolve = waiting.get(request);
    waiting.delete(request);
    if (resolve) resolve(found);
  }

  return { attach, take, mark, answer };
})();
