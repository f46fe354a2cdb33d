using System.Text;
using RewardLab.Editor.Themes;
using Terminal.Gui.Text;
using Terminal.Gui.ViewBase;

namespace RewardLab.Editor.Controls;

/// <summary>A line of differently coloured pieces, cut to the width it is drawn in. Control characters become spaces.</summary>
internal sealed class InkLine
{
    private readonly List<(string Text, Ink Ink)> _pieces = [];

    /// <summary>A line of one piece.</summary>
    public static InkLine Create(string text, Ink ink = Ink.Normal) => new InkLine().Add(text, ink);

    /// <summary>Adds a piece.</summary>
    public InkLine Add(string text, Ink ink = Ink.Normal)
    {
        _pieces.Add((Clean(text), ink));
        return this;
    }

    /// <summary>Adds the pieces of another line.</summary>
    public InkLine Add(InkLine other)
    {
        _pieces.AddRange(other._pieces);
        return this;
    }

    /// <summary>Fills up with spaces to a column, or cuts what is beyond it.</summary>
    public InkLine PadTo(int column)
    {
        var width = Width;
        if (width <= column)
        {
            _pieces.Add((new string(' ', column - width), Ink.Normal));
            return this;
        }

        for (var left = width - column; left > 0;)
        {
            var (text, ink) = _pieces[^1];
            _pieces.RemoveAt(_pieces.Count - 1);
            var columns = text.GetColumns();
            if (columns > left)
            {
                _pieces.Add((Cut(text, columns - left), ink));
                break;
            }

            left -= columns;
        }

        return this;
    }

    /// <summary>Leaves out the first columns.</summary>
    public InkLine Skip(int columns)
    {
        while (columns > 0 && _pieces.Count > 0)
        {
            var (text, ink) = _pieces[0];
            var width = text.GetColumns();
            if (width > columns)
            {
                var runes = text.EnumerateRunes().ToArray();
                var left = columns;
                var first = 0;
                while (first < runes.Length && left > 0)
                {
                    left -= Math.Max(0, runes[first++].GetColumns());
                }

                _pieces[0] = (string.Concat(runes.Skip(first).Select(rune => rune.ToString())), ink);
                return this;
            }

            _pieces.RemoveAt(0);
            columns -= width;
        }

        return this;
    }

    /// <summary>The line broken where it is wider than a width; nothing is left out, and each piece keeps its colour.</summary>
    /// <param name="width">Columns of each line.</param>
    /// <returns>One line at least.</returns>
    public IEnumerable<InkLine> Wrap(int width)
    {
        var (text, start) = (ToString(), 0);
        foreach (var part in TextWrap.Lines(text, width))
        {
            // A space at which the text is broken belongs to no line.
            start = text.IndexOf(part, start, StringComparison.Ordinal);
            yield return Slice(start, part.Length);
            start += part.Length;
        }
    }

    /// <summary>Columns that it takes.</summary>
    public int Width => _pieces.Sum(piece => piece.Text.GetColumns());

    /// <summary>The text without its colours.</summary>
    public override string ToString() => string.Concat(_pieces.Select(piece => piece.Text));

    /// <summary>Draws the line into a view, cut or filled to a width.</summary>
    /// <param name="view">Where.</param>
    /// <param name="x">First column, in the view.</param>
    /// <param name="y">Row, in the view.</param>
    /// <param name="width">Columns; the rest of them is filled.</param>
    /// <param name="appearance">The colours.</param>
    /// <param name="isSelected">Whether it is the selected one of a list.</param>
    public void Draw(View view, int x, int y, int width, Appearance appearance, bool isSelected = false)
    {
        var left = width;
        foreach (var (text, ink) in _pieces)
        {
            if (left <= 0)
            {
                return;
            }

            var shown = Cut(text, left);
            view.SetAttribute(appearance.Palette.From(ink, isSelected, view.HasFocus));
            view.Move(x + width - left, y);
            view.AddStr(shown);
            left -= shown.GetColumns();
        }

        if (left > 0)
        {
            view.SetAttribute(appearance.Palette.From(Ink.Normal, isSelected, view.HasFocus));
            view.Move(x + width - left, y);
            view.AddStr(new string(' ', left));
        }
    }

    /// <summary>The beginning of a text that fits a width; an ellipsis stands for what does not.</summary>
    public static string Cut(string text, int width)
    {
        if (width <= 0)
        {
            return "";
        }

        if (text.GetColumns() <= width)
        {
            return text;
        }

        var cut = new StringBuilder();
        var columns = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var wide = Math.Max(0, rune.GetColumns());
            if (columns + wide > width - 1)
            {
                break;
            }

            cut.Append(rune.ToString());
            columns += wide;
        }

        return cut.Append('…').Append(' ', Math.Max(0, width - 1 - columns)).ToString();
    }

    private InkLine Slice(int start, int length)
    {
        var (line, at) = (new InkLine(), 0);
        foreach (var (text, ink) in _pieces)
        {
            var (from, to) = (Math.Max(start, at), Math.Min(start + length, at + text.Length));
            if (from < to)
            {
                line.Add(text[(from - at)..(to - at)], ink);
            }

            at += text.Length;
        }

        return line;
    }

    private static string Clean(string text) => text.AsSpan().IndexOfAnyInRange('\0', '\u001f') < 0 && !text.Contains('\u007f', StringComparison.Ordinal)
        ? text
        : string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
