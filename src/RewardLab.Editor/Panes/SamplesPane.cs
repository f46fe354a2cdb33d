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

/// <summary>The images of the run that is watched: a grid, one large, or two side by side, of one run or the same of several.</summary>
internal sealed class SamplesPane : View
{
    private const int TileColumns = 16;
    private const int TileRows = 8;
    private const int HeadRows = 1;
    private const int MinDetailRows = 2;

    // Fewer columns show nothing of an image.
    private const int MinLargeColumns = 12;

    private readonly Appearance _appearance;
    private readonly ImageCache _cache;
    private readonly RasterImages _raster;
    private IReadOnlyList<Sample> _all = [];
    private IReadOnlyList<Sample> _shown = [];
    private IReadOnlyList<ComparedRun> _others = [];
    private string _name = "";
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
    /// <param name="samples">The images.</param>
    /// <param name="name">What the run is called.</param>
    /// <param name="others">The runs whose images are shown beside those that are shown large.</param>
    public void Show(IReadOnlyList<Sample> samples, string name, IReadOnlyList<ComparedRun> others)
    {
        // What was marked in another run is not to be compared with this one's by mistake.
        _marked = name == _name ? _marked : null;
        (_all, _name, _others) = (samples, name, others);
        _orders = SampleOrder.Create(samples);
        if (!_orders.Contains(_order with { IsReversed = false }))
        {
            _order = SampleOrder.OfFiles;
        }

        Rebuild();
    }

    /// <summary>The orders there are: as generated, by each reward, where two differ most.</summary>
    public IReadOnlyList<SampleOrder> Orders => _orders;

    /// <summary>The next order.</summary>
    public void NextOrder(int step)
    {
        var at = Math.Max(0, _orders.ToList().IndexOf(_order with { IsReversed = false }));
        Use(_orders[(at + step + _orders.Count) % _orders.Count] with { IsReversed = _order.IsReversed });
    }

    /// <summary>Orders the images, and selects the first.</summary>
    public void Use(SampleOrder order)
    {
        _order = order.First is null ? order with { IsReversed = false } : order;
        (_selected, _topRow) = (0, 0);
        Rebuild();
    }

    /// <summary>The worst first, or the best again; of images as they were generated, the worst by the first reward.</summary>
    public void Reverse()
    {
        if ((_order.First is not null ? _order : _orders.FirstOrDefault(order => order.First is not null)) is { } order)
        {
            Use(order with { IsReversed = !order.IsReversed });
        }
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
        else if (key == new Key('w'))
        {
            Reverse();
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
            .Add(_others.Count switch { 0 => "", 1 => "  +1 run", var count => $"  +{count} runs" }, Ink.Accent)
            .Add($"  {(_prompt.Length > 0 ? _prompt : "all prompts")}")
            .Add($"  {_order.Title}", Ink.Dim)
            .Draw(this, 0, 0, width, _appearance);
        DrawImages(selected);
        var details = Details();
        for (var row = 0; row < details.Count; row++)
        {
            details[row].Draw(this, 0, Math.Max(0, Viewport.Height - details.Count + row), width, _appearance);
        }

        return true;
    }

    private static int TileHeight => TileRows + 1;

    // Who wants no colours wants no images in them.
    private bool IsRaster => _appearance.Theme != EditorTheme.Plain && _raster.IsPossible;

    private int PerRow => Math.Max(1, Viewport.Width / TileColumns);

    private int RowsSeen => Math.Max(1, (Viewport.Height - HeadRows - Details().Count) / TileHeight);

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

    // A row of tiles stays, or half of the pane for what is large.
    private IReadOnlyList<InkLine> Details()
    {
        var room = _isLarge ? Viewport.Height / 2 : Viewport.Height - HeadRows - TileHeight;
        return Selected is null ? [] : SampleDetails.Create(
            _isLarge ? [.. Together().Select(one => one.Sample)] : [Selected], Math.Max(1, Viewport.Width), Math.Max(MinDetailRows, room));
    }

    // What is large: an image with the one that is marked, or with those of the compared runs, or alone.
    private IReadOnlyList<(Sample? Sample, string Run)> Together() =>
        Selected is not { } selected ? []
        : _marked is { } marked && marked != selected ? [(marked, ""), (selected, "")]
        : _others.Count > 0 ? [(selected, _name), .. _others.Select(run => (run.Counterpart(selected, _all), run.Name))]
        : [(selected, "")];

    // Which images are seen, in which cells, and what is said below each.
    private IReadOnlyList<(Sample? Sample, Rectangle Cells, InkLine Caption)> Places()
    {
        if (Selected is not { } selected)
        {
            return [];
        }

        if (_isLarge)
        {
            var rows = Math.Max(1, Viewport.Height - HeadRows - Details().Count);
            var together = Together();
            if (together.Count == 1)
            {
                // It leaves no row for a caption; the lines below it tell the same.
                return [(selected, new Rectangle(0, HeadRows, Viewport.Width, rows), new InkLine())];
            }

            var columns = Math.Max(MinLargeColumns, (Viewport.Width + 1) / together.Count);
            return
            [
                .. together.Take(Math.Max(1, (Viewport.Width + 1) / columns)).Select((one, index) => (
                    one.Sample,
                    new Rectangle(index * columns, HeadRows, columns - 1, rows - 1),
                    new InkLine()
                        .Add($"{SampleDetails.Letter(index)} ", Ink.Accent)
                        .Add(one.Sample is { } sample ? Caption(sample, isSelected: false) : InkLine.Create("no such image", Ink.Warning))
                        .Add(one.Run.Length > 0 ? $"  {one.Run}" : "", Ink.Dim))),
            ];
        }

        return
        [
            .. Enumerable.Range(_topRow * PerRow, RowsSeen * PerRow).TakeWhile(index => index < _shown.Count).Select(index => (
                (Sample?)_shown[index],
                new Rectangle(index % PerRow * TileColumns, HeadRows + (((index / PerRow) - _topRow) * TileHeight), TileColumns - 1, TileRows),
                Caption(_shown[index], _shown[index] == selected))),
        ];
    }

    private void DrawImages(Sample selected)
    {
        var isRaster = IsRaster;
        foreach (var (sample, cells, caption) in Places())
        {
            if (!isRaster && sample is not null)
            {
                DrawImage(sample, cells);
            }

            if (caption.Width > 0)
            {
                caption.Draw(this, cells.X, cells.Bottom, cells.Width, _appearance, !_isLarge && sample == selected);
            }
        }
    }

    // After the pane's own drawing: where the terminal takes images, views of their own hold them.
    private void Arrange() => _raster.Show(IsRaster
        ? [.. Places().Where(place => place.Sample is not null).Select(place => (_cache.Get(
            place.Sample!.Path, place.Cells.Width * RasterImages.PixelsPerCell, place.Cells.Height * RasterImages.PixelsPerCell), place.Cells))]
        : []);

    private InkLine Caption(Sample sample, bool isSelected)
    {
        var line = new InkLine();
        if (sample.GroundTruth is { } groundTruth)
        {
            line.Add(groundTruth > 0.5 ? "correct " : "incorrect ", groundTruth > 0.5 ? Ink.Good : Ink.Bad);
        }

        var score = _order.First is { } reward && sample.Scores.TryGetValue(reward, out var value)
            ? value.ToString("0.###", CultureInfo.InvariantCulture)
            : $"#{sample.Number}";
        return line.Add(sample == _marked ? $"{_appearance.Glyphs.Bullet} {score}" : score, isSelected ? Ink.Accent : Ink.Dim);
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
