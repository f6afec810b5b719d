// Island "text": edit notice templates or texts as they stand in their file, check them, save them as a draft, publish them.
// config: as the other editors have it (editing/desk.js), and {kind: "templates" | "texts"}
import { desk } from './editing/desk.js';
import { island } from './island.js';
import { TextEditing } from './text/text_editing.js';

island('text', async (element, config) => {
  window.kefuflowEditor = await desk(element, config, ({ canvas, panel }) => new TextEditing(canvas, panel, config.kind));
});
