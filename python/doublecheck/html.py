"""Tables for notebooks. Every text is escaped: names of columns and classes are shown, never
run."""
import html

STYLE = "text-align:left;padding:0.2em 0.8em"


def escape(value):
    """Any value as text in HTML."""
    return html.escape(str(value), quote=True)


def _row(cells, tag):
    return "<tr>" + "".join(f'<{tag} style="{STYLE}">{escape(cell)}</{tag}>'
                            for cell in cells) + "</tr>"


def table(title, head, rows, note):
    """A table with a caption in front and a note behind."""
    body = "".join(_row(row, "td") for row in rows)
    return (f'<div><p><strong>{escape(title)}</strong></p><table><thead>{_row(head, "th")}'
            f"</thead><tbody>{body}</tbody></table><p>{escape(note)}</p></div>")
