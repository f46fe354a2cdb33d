using RewardLab.Editor.Themes;
using Terminal.Gui.Input;
using Terminal.Gui.Text;
using Terminal.Gui.ViewBase;

namespace RewardLab.Editor.Controls;

/// <summary>Pages of which one is seen, with their titles in one row. What does not fit is reached by key.</summary>
internal sealed class TabStrip : View
{
    private const int ShortTitle = 3;

    private readonly Appearance _appearance;
    private readonly List<(string Title, View Page, Func<string> Remark, Func<string> Shown)> _pages = [];
    private readonly List<(int Start, int End, int Index)> _places = [];
    private View? _preview;

    public TabStrip(Appearance appearance)
    {
        _appearance = appearance;
        CanFocus = true;
        TabStop = TabBehavior.TabGroup;
        HasFocusChanged += (_, _) => SetNeedsDraw();
    }

    /// <summary>A page was chosen, or the one behind the preview is seen again.</summary>
    public event Action? Turned;

    /// <summary>Which page is seen, from 0.</summary>
    public int Current { get; private set; }

    /// <summary>The title of the page that is seen.</summary>
    public string CurrentTitle => _pages[Current].Title;

    /// <summary>Adds a page.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="page">What it holds.</param>
    /// <param name="remark">What stands behind the title, such as a number; may be null.</param>
    /// <param name="shown">The title that is seen, where it changes; null for the title itself.</param>
    public void AddPage(string title, View page, Func<string>? remark = null, Func<string>? shown = null)
    {
        page.Y = 1;
        (page.Width, page.Height) = (Dim.Fill(), Dim.Fill());
        page.Visible = _pages.Count == 0;
        _pages.Add((title, page, remark ?? (static () => ""), shown ?? (() => title)));
        Add(page);
    }

    /// <summary>Whether the preview is seen instead of a page.</summary>
    public bool IsPreviewing => _preview is { Visible: true };

    /// <summary>Adds the page of what is only looked at: it has no title, and goes when a page is shown.</summary>
    public void AddPreview(View preview)
    {
        _preview = preview;
        preview.Y = 1;
        (preview.Width, preview.Height, preview.Visible) = (Dim.Fill(), Dim.Fill(), false);
        Add(preview);
    }

    /// <summary>Shows the preview over the page.</summary>
    public void ShowPreview()
    {
        if (_preview is { Visible: false } preview)
        {
            preview.Visible = true;
            _pages[Current].Page.Visible = false;
            SetNeedsDraw();
        }
    }

    /// <summary>Shows the page again.</summary>
    public void HidePreview()
    {
        if (IsPreviewing)
        {
            Turn(Current, takeFocus: false);
        }
    }

    /// <summary>Shows a page.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="takeFocus">Whether it gets the focus; it does in any case where the strip has it.</param>
    public void Show(string title, bool takeFocus = false) => Turn(_pages.FindIndex(page => page.Title == title), takeFocus);

    /// <summary>Shows the next page, or the one before.</summary>
    public void Step(int step) => Turn((Current + step + _pages.Count) % _pages.Count, takeFocus: true);

    protected override bool OnMouseEvent(Mouse mouse)
    {
        if (mouse.Position is not { Y: 0 } place || !mouse.Flags.HasFlag(MouseFlags.LeftButtonClicked))
        {
            return false;
        }

        foreach (var (start, end, index) in _places)
        {
            if (place.X >= start && place.X < end)
            {
                Turn(index, takeFocus: true);
            }
        }

        return true;
    }

    protected override bool OnDrawingContent(DrawContext? context)
    {
        _places.Clear();
        var x = 0;
        new InkLine().Draw(this, 0, 0, Viewport.Width, _appearance, isSelected: true);
        foreach (var index in Order())
        {
            var text = TextOf(_pages[index]);
            var width = text.GetColumns();
            if (x + width > Viewport.Width)
            {
                break;
            }

            var isCurrent = index == Current && !IsPreviewing;
            SetAttribute(_appearance.Palette.From(isCurrent ? Ink.Accent : Ink.Normal, isSelected: !isCurrent, hasFocus: false));
            AddStr(x, 0, isCurrent && HasFocus ? $"{_appearance.Glyphs.Marker}{text[1..]}" : text);
            _places.Add((x, x + width, index));
            x += width;
        }

        return true;
    }

    // Titles draw together where they do not fit, and one with a number is shortened: the number is what matters.
    private string TextOf((string Title, View Page, Func<string> Remark, Func<string> Shown) page)
    {
        var title = page.Shown();
        var remark = page.Remark();
        return Columns(2) <= Viewport.Width ? $" {title}{remark} "
            : Columns(1) <= Viewport.Width || remark.Length == 0 ? $" {title}{remark}"
            : $" {title[..Math.Min(ShortTitle, title.Length)]}{remark}";
    }

    private int Columns(int spaces) => _pages.Sum(page => page.Shown().GetColumns() + page.Remark().Length + spaces);

    // Where not all fit, the row begins as late as need be for the current one to be seen; none changes its place among the others.
    private IEnumerable<int> Order()
    {
        var first = 0;
        while (first < Current && _pages[first..(Current + 1)].Sum(page => TextOf(page).GetColumns()) > Viewport.Width)
        {
            first++;
        }

        return Enumerable.Range(first, _pages.Count - first);
    }

    private void Turn(int index, bool takeFocus)
    {
        if (index < 0)
        {
            return;
        }

        takeFocus |= HasFocus;
        Current = index;
        _pages[index].Page.Visible = true;
        if (takeFocus)
        {
            _pages[index].Page.SetFocus();
        }

        foreach (var (i, page) in _pages.Index())
        {
            page.Page.Visible = i == index;
        }

        _preview?.Visible = false;

        SetNeedsDraw();
        Turned?.Invoke();
    }
}
