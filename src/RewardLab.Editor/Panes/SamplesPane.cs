using System.Drawing;
using System.Globalization;
using RewardLab.Editor.Controls;
using RewardLab.Editor.Samples;
using RewardLab.Editor.Themes;
using RewardLab.Runs.Samples;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Attribute = Terminal.Gui.Drawing.Attribute;
using Color = Terminal.Gui.Drawing.Color;

namespace RewardLab.Editor.Panes;

/// <summary>The images of the run that is watched: a grid, one large, or two side by side.</summary>
internal sealed class SamplesPane : View
{
    private const int TileColumns = 16;
    private const int TileRows = 8;
    private const int HeadRows = 1;
    private const int DetailRows = 2;

    private readonly Appearance _appearance;
    private readonly ImageCache _cache;
    private readonly RasterImages _raster;
    private IReadOnlyList<Sample> _all = [];
    private IReadOnlyList<Sample> _shown = [];
    private IReadOnlyList<SampleOrder> _orders = [SampleOrder.OfFiles];
    private SampleOrder _order = SampleOrder.OfFiles;
    private string _prompt = "";
    private int _selected;
    private int _topRow;
    private Sample? _marked;
    private bool _isLarge;

    public SamplesPane(Appearance appearance, ImageCache cache)
    {
        (_appearance, _cache) = (appearance, cache);
        CanFocus = true;
        TabStop = TabBehavior.TabStop;
        _raster = new RasterImages(this);
        cache.Arrived += SetNeedsDraw;
        DrawComplete += (_, _) => Arrange();
    }

    /// <summary>The image that is selected; null where there are none.</summary>
    public Sample? Selected => _shown.Count == 0 ? null : _shown[Math.Clamp(_selected, 0, _shown.Count - 1)];

    /// <summary>Whether there are any.</summary>
    public bool HasImages => _all.Count > 0;

    /// <summary>Shows the images of a run; what is selected stays selected where it is still there.</summary>
    public void Show(IReadOnlyList<Sample> samples)
    {
        _all = samples;
        _orders = SampleOrder.Create(samples);
        if (!_orders.Contains(_order))
        {
            _order = SampleOrder.OfFiles;
        }

        Rebuild();
    }

    /// <summary>The next order: as generated, best by each reward, where two differ most.</summary>
    public void NextOrder(int step)
    {
        var at = Math.Max(0, _orders.ToList().IndexOf(_order));
        _order = _orders[(at + step + _orders.Count) % _orders.Count];
        (_selected, _topRow) = (0, 0);
        Rebuild();
    }

    /// <summary>The next prompt's images alone, and after the last those of all.</summary>
    public void NextPrompt(int step)
    {
        string[] prompts = ["", .. _all.Select(sample => sample.Prompt).Distinct(StringComparer.Ordinal)];
        _prompt = prompts[(Math.Max(0, Array.IndexOf(prompts, _prompt)) + step + prompts.Length) % prompts.Length];
        (_selected, _topRow) = (0, 0);
        Rebuild();
    }

    protected override bool OnKeyDown(Key key)
    {
        var perRow = PerRow;
        var move = key == Key.CursorLeft ? -1 : key == Key.CursorRight ? 1 : key == Key.CursorUp ? -perRow : key == Key.CursorDown ? perRow
            : key == Key.PageUp
                ? -perRow * RowsSeen
                : key == Key.PageDown ? perRow * RowsSeen : key == Key.Home ? -_shown.Count : key == Key.End ? _shown.Count : 0;
        if (move != 0)
        {
            Select(_selected + (_isLarge ? Math.Sign(move) : move));
        }
        else if (key == Key.Enter)
        {
            _isLarge = !_isLarge;
        }
        else if (key == Key.Esc && (_isLarge || _marked is not null))
        {
            (_isLarge, _marked) = (false, null);
        }
        else if (key == Key.Space)
        {
            // What is marked stands on the left, what is selected on the right.
            _marked = _marked == Selected ? null : Selected;
            _isLarge = _marked is not null;
        }
        else if (key == new Key('o') || key == new Key('O'))
        {
            NextOrder(key == new Key('o') ? 1 : -1);
        }
        else if (key == new Key('p') || key == new Key('P'))
        {
            NextPrompt(key == new Key('p') ? 1 : -1);
        }
        else
        {
            return false;
        }

        return this.Handled();
    }

    protected override bool OnMouseEvent(Mouse mouse)
    {
        if (mouse.Flags.HasFlag(MouseFlags.WheeledDown) || mouse.Flags.HasFlag(MouseFlags.WheeledUp))
        {
            Select(_selected + (mouse.Flags.HasFlag(MouseFlags.WheeledDown) ? PerRow : -PerRow));
        }
        else if (mouse.Flags.HasFlag(MouseFlags.LeftButtonClicked) || mouse.Flags.HasFlag(MouseFlags.LeftButtonDoubleClicked))
        {
            SetFocus();
            if (!_isLarge && mouse.Position is { } place && place.Y >= HeadRows && place.X / TileColumns < PerRow)
            {
                Select(((_topRow + ((place.Y - HeadRows) / TileHeight)) * PerRow) + (place.X / TileColumns));
            }

            _isLarge = mouse.Flags.HasFlag(MouseFlags.LeftButtonDoubleClicked) ? !_isLarge : _isLarge;
        }
        else
        {
            return false;
        }

        return this.Handled();
    }

    protected override bool OnDrawingContent(DrawContext? context)
    {
        var width = Viewport.Width;
        if (Selected is not { } selected)
        {
            InkLine.Create(_all.Count == 0 ? "no images yet: runs keep those that their recipe saves" : "no image of this prompt", Ink.Dim)
                .Draw(this, 0, 0, width, _appearance);
            return true;
        }

        new InkLine()
            .Add($"{_selected + 1} of {_shown.Count}", Ink.Accent)
            .Add($"  {(_prompt.Length > 0 ? _prompt : "all prompts")}")
            .Add($"  {_order.Title}", Ink.Dim)
            .Draw(this, 0, 0, width, _appearance);
        DrawImages(selected);
        Details(selected).Draw(this, 0, Math.Max(0, Viewport.Height - DetailRows), width, _appearance);
        Scores(selected).Draw(this, 0, Math.Max(0, Viewport.Height - DetailRows + 1), width, _appearance);
        return true;
    }

    private static int TileHeight => TileRows + 1;

    // Who wants no colours wants no images in them.
    private bool IsRaster => _appearance.Theme != EditorTheme.Plain && _raster.IsPossible;

    private int PerRow => Math.Max(1, Viewport.Width / TileColumns);

    private int RowsSeen => Math.Max(1, (Viewport.Height - HeadRows - DetailRows) / TileHeight);

    private void Rebuild()
    {
        var before = Selected;
        _shown = _order.Sort(_prompt.Length == 0 ? _all : [.. _all.Where(sample => sample.Prompt == _prompt)]);
        if (before is not null
            && _shown.Index().FirstOrDefault(pair => pair.Item.Path == before.Path) is { Item: not null } found
            && found.Index > 0
            && _selected > 0)
        {
            _selected = found.Index;
        }

        Select(_selected);
    }

    private void Select(int index)
    {
        _selected = Math.Clamp(index, 0, Math.Max(0, _shown.Count - 1));
        var row = _selected / PerRow;
        _topRow = Math.Clamp(_topRow, Math.Max(0, row - RowsSeen + 1), row);
        SetNeedsDraw();
    }

    // Which images are seen, and in which cells.
    private IEnumerable<(Sample Sample, Rectangle Cells)> Places()
    {
        if (Selected is not { } selected)
        {
            yield break;
        }

        if (_isLarge)
        {
            var rows = Math.Max(1, Viewport.Height - HeadRows - DetailRows);
            if (_marked is { } marked && marked != selected)
            {
                var half = Math.Max(1, (Viewport.Width - 1) / 2);
                yield return (marked, new Rectangle(0, HeadRows, half, rows - 1));
                yield return (selected, new Rectangle(half + 1, HeadRows, half, rows - 1));
            }
            else
            {
                yield return (selected, new Rectangle(0, HeadRows, Viewport.Width, rows));
            }

            yield break;
        }

        foreach (var index in Enumerable.Range(_topRow * PerRow, RowsSeen * PerRow).TakeWhile(index => index < _shown.Count))
        {
            yield return (_shown[index],
                new Rectangle(index % PerRow * TileColumns, HeadRows + (((index / PerRow) - _topRow) * TileHeight), TileColumns - 1, TileRows));
        }
    }

    private void DrawImages(Sample selected)
    {
        var isRaster = IsRaster;
        foreach (var (sample, cells) in Places())
        {
            if (!isRaster)
            {
                DrawImage(sample, cells);
            }

            // One that fills the pane leaves no row for a caption; the lines below it tell the same.
            if (cells.Bottom < Viewport.Height - DetailRows)
            {
                Caption(sample, sample == selected).Draw(this, cells.X, cells.Bottom, cells.Width, _appearance, sample == selected);
            }
        }
    }

    // After the pane's own drawing: where the terminal takes images, views of their own hold them.
    private void Arrange() => _raster.Show(IsRaster
        ? [.. Places().Select(place => (_cache.Get(
            place.Sample.Path, place.Cells.Width * RasterImages.PixelsPerCell, place.Cells.Height * RasterImages.PixelsPerCell), place.Cells))]
        : []);

    private InkLine Caption(Sample sample, bool isSelected)
    {
        var line = new InkLine();
        if (sample.GroundTruth is { } groundTruth)
        {
            line.Add(groundTruth > 0.5 ? "true " : "false ", groundTruth > 0.5 ? Ink.Good : Ink.Bad);
        }

        var score = _order.First is { } reward && sample.Scores.TryGetValue(reward, out var value)
            ? value.ToString("0.###", CultureInfo.InvariantCulture)
            : $"#{sample.Number}";
        return line.Add(sample == _marked ? $"{_appearance.Glyphs.Bullet} {score}" : score, isSelected ? Ink.Accent : Ink.Dim);
    }

    private static InkLine Details(Sample sample) => new InkLine().Add(sample.Prompt).Add($"  {Path.GetFileName(sample.Path)}", Ink.Dim);

    private static InkLine Scores(Sample sample)
    {
        var line = new InkLine();
        foreach (var (reward, score) in sample.Scores.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            line.Add($"{reward} ", Ink.Dim).Add($"{score.ToString("0.###", CultureInfo.InvariantCulture)}  ");
        }

        return line;
    }

    private void DrawImage(Sample sample, Rectangle place)
    {
        if (place.Width < 1 || place.Height < 1 || _cache.Get(sample.Path, place.Width, place.Height) is not { } cells)
        {
            return;
        }

        for (var row = 0; row < cells.Height / 2; row++)
        {
            Move(place.X, place.Y + row);
            for (var column = 0; column < cells.Width; column++)
            {
                if (_appearance.Theme == EditorTheme.Plain || !_appearance.Glyphs.IsBraille)
                {
                    SetAttribute(_appearance.Palette.From(Ink.Normal));
                    AddRune(new System.Text.Rune(cells.Sign(column, row)));
                    continue;
                }

                var (top, bottom) = (cells[column, 2 * row], cells[column, (2 * row) + 1]);
                SetAttribute(new Attribute(new Color(top.Red, top.Green, top.Blue), new Color(bottom.Red, bottom.Green, bottom.Blue)));
                AddRune(new System.Text.Rune('▀'));
            }
        }
    }
}
