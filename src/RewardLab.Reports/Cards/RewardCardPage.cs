using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Statistics;
using RewardLab.Evaluation.XRays;
using RewardLab.Reports.Documents;
using RewardLab.Runs.Images;

namespace RewardLab.Reports.Cards;

/// <summary>A reward card as one page that needs nothing beside it. The same card gives the same bytes.</summary>
public sealed class RewardCardPage
{
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";
    private const int ExampleWidth = 144;
    private const double Serious = 0.5;
    private const string Axis = "−  0  +";

    private const string Css = """
        .axis { text-align: center; white-space: pre; }
        .shift { display: block; }
        .shift .zero { stroke: var(--faint); stroke-width: 1; stroke-dasharray: 2 2; }
        .shift .interval { stroke-width: 2.5; stroke-linecap: round; }
        .shift .up { stroke: #b45309; fill: #b45309; }
        .shift .down { stroke: #1d6fb8; fill: #1d6fb8; }
        .shift .none { stroke: var(--faint); fill: var(--paper); stroke-width: 2; }
        .findings { font-size: 1.05rem; }
        .findings li { margin: .35rem 0; max-width: 46rem; }
        .examples { display: flex; flex-wrap: wrap; gap: 1.25rem; margin: 1rem 0; }
        .examples .pair { display: flex; gap: .25rem; }
        .examples img { width: 9rem; height: auto; image-rendering: pixelated; border: 1px solid var(--line); border-radius: .3rem; }
        .examples figure { width: auto; }
        .examples figcaption { max-width: 19rem; }
        @media (prefers-color-scheme: dark) {
          .shift .up { stroke: #f0a35a; fill: #f0a35a; }
          .shift .down { stroke: #7db7f5; fill: #7db7f5; }
        }
        @media (max-width: 40rem) { .examples img { width: 8rem; } }
        """;

    private readonly RewardCard _card;
    private readonly string _made;
    private readonly TextWriter _writer;

    private RewardCardPage(RewardCard card, string made, TextWriter writer) => (_card, _made, _writer) = (card, made, writer);

    private RewardXRay First => _card.Rewards[0];

    /// <summary>Writes the page.</summary>
    /// <param name="writer">Gets the page.</param>
    /// <param name="card">What it shows.</param>
    /// <param name="made">What the images are, one sentence; may be empty.</param>
    public static void Write(TextWriter writer, RewardCard card, string made)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(card);
        ArgumentNullException.ThrowIfNull(made);
        new RewardCardPage(card, made, writer).Write();
    }

    /// <summary>What a reader should take away of one reward: a sentence each.</summary>
    public static IReadOnlyList<string> Findings(RewardXRay reward)
    {
        ArgumentNullException.ThrowIfNull(reward);
        var spots = reward.WeakSpots;
        var up = spots.Where(spot => spot.Shift is { Mean: > 0 } && spot.IsSignificant).Take(3).ToArray();
        var down = reward.ImageChanges.Where(effect => effect.Shift is { Mean: < 0 }).MinBy(effect => effect.Shift!.Mean);
        return
        [
            spots.All(spot => spot.Shift is null or { Count: < ConfidenceInterval.MinCount })
                ? $"{reward.Name}: there are too few prompts to tell what raises it from chance; five or more give intervals."
                : up.Length == 0
                ? $"{reward.Name}: no change that leaves the meaning raises it significantly."
                : $"{reward.Name} rises most with: {string.Join("; then ", up.Select(Moved))}.",
            .. down is null ? Array.Empty<string>() : [$"It falls most with: {Moved(down)}."],
            .. reward.MeaningChanges.Where(effect => effect.Shift is not null && !(reward.IgnoresPrompts && effect.Shift.Mean == 0)).Select(effect =>
                $"What breaks the meaning ({effect.Title}) moves it by {Signed(effect.Shift!)}, and lowers it in {Percent(effect.LoweredShare)} of cases."),
            .. reward.Probe is { } probe ? [$"What it wants, of the filters that were tried: {probe.Describe()}."] : Array.Empty<string>(),
        ];
    }

    private static string Moved(ChangeEffect effect) => $"{effect.Name}, {Signed(effect.Shift!)}";

    private static string Signed(ConfidenceInterval interval) => interval.ToText(isSigned: true, meanDecimals: 2);

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0}%");

    private void Write()
    {
        var title = $"Reward card: {First.Name}";
        _writer.Write($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8" />
            <meta http-equiv="Content-Security-Policy" content="{Policy}" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <title>{HtmlText.Encode(title)}</title>
            <style>
            {HtmlStyle.Css}
            {Css}
            </style>
            </head>
            <body>
            <header>
            <h1>{HtmlText.Encode(title)}</h1>
            <p class="lead">What moves the reward, measured on {_card.ImageCount} images of {_card.PromptCount} {(_card.PromptCount == 1 ? "prompt" : "prompts")}.
            {HtmlText.Encode(_made)}</p>
            </header>
            <main>

            """.ReplaceLineEndings("\n"));
        WriteSummary();
        WriteWeakSpots();
        WriteComparison();
        WriteProbes();
        WriteEffects("What breaks the meaning", "The reward should fall, and by more than any change above raises it.", static reward => reward.MeaningChanges);
        WriteEffects("Changes of the prompt", "Each asks for the same; the reward should stay.", static reward => reward.PromptChanges);
        WriteRepeatability();
        WriteFacts();
        WriteAll();
        WriteMethod();
        _writer.Write("</main>\n</body>\n</html>\n");
    }

    private void WriteSummary()
    {
        Heading("In short");
        _writer.Write("<ul class=\"findings\">\n");
        foreach (var finding in Findings(First))
        {
            _writer.Write($"<li>{HtmlText.Encode(finding)}</li>\n");
        }

        _writer.Write("</ul>\n");
    }

    private void WriteWeakSpots()
    {
        Heading("Weak spots");
        Paragraph(
            "Changes that leave what an image shows, each at the strength that raises the reward most. A shift of +1 is as much as the typical difference "
            + "between two images of the same prompt: at such a price an optimiser will change the style of images rather than what they show.");
        WriteTable("Weak spots", First.WeakSpots, hasVisible: true);
    }

    private void WriteComparison()
    {
        if (_card.Rewards.Count < 2)
        {
            return;
        }

        Heading("Do the others cancel it?");
        Paragraph($"Shifts of all rewards, each in units of its own spread, at the strength that raises {First.Name} most.");
        var rows = _card.Compare();
        Open($"Shifts of {_card.Rewards.Count} rewards", ["change", .. _card.Rewards.Select(reward => reward.Name)], numericFrom: 1);
        foreach (var row in rows)
        {
            _writer.Write($"<tr><th scope=\"row\">{HtmlText.Encode(row[0].Name)}</th>");
            foreach (var effect in row)
            {
                var text = effect.Shift is { } shift ? Signed(shift) : "not scored";
                var strong = effect is { IsSignificant: true, Shift.Mean: >= Serious };
                _writer.Write($"<td class=\"num\">{(strong ? "<strong>" : "")}{HtmlText.Encode(text)}{(strong ? "</strong>" : "")}</td>");
            }

            _writer.Write("</tr>\n");
        }

        Close();
        Paragraph("Bold: a significant rise of half a spread or more.", "footnote");
    }

    private void WriteProbes()
    {
        var probed = _card.Rewards.Where(reward => reward.Probe is not null).ToArray();
        if (probed.Length == 0)
        {
            return;
        }

        Heading("What the rewards want");
        Paragraph(
            "The filter that raises a reward furthest within a bound of visible change, found by random search over light, contrast, colour, warmth, detail, "
            + "background and vignette; one filter for all images."
            + (probed.All(reward => reward.Probe!.IsHeldOut) ? " Found on half of the prompts and measured on the others." : ""));
        foreach (var reward in probed)
        {
            var probe = reward.Probe!;
            _writer.Write($"<h3>{HtmlText.Encode(reward.Name)}</h3>\n");
            var own = probe.Shifts.TryGetValue(reward.Name, out var gain) ? $" {Signed(gain)} for the reward itself" : "";
            var others = probe.Shifts.Where(shift => shift.Key != reward.Name).Select(shift => $"{Signed(shift.Value)} for {shift.Key}").ToArray();
            Paragraph($"{probe.Describe()}.{own}{(others.Length > 0 ? $"; {string.Join(", ", others)}" : "")}.");
            _writer.Write("<div class=\"examples\">\n");
            foreach (var (prompt, before, after) in probe.Examples)
            {
                var caption = HtmlText.Encode(prompt);
                _writer.Write($"<figure><div class=\"pair\">{Image(before, "before")}{Image(after, "after")}</div>");
                _writer.Write($"<figcaption>{caption}: before, after</figcaption></figure>\n");
            }

            _writer.Write("</div>\n");
        }
    }

    private static string Image(ImageBatch image, string alt)
    {
        using var png = new MemoryStream();
        ImageFiles.WritePng(png, image, 0);
        var height = ExampleWidth * image.Height / image.Width;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"<img alt=\"{alt}\" width=\"{ExampleWidth}\" height=\"{height}\" src=\"data:image/png;base64,{Convert.ToBase64String(png.ToArray())}\" />");
    }

    private void WriteEffects(string title, string text, Func<RewardXRay, IReadOnlyList<ChangeEffect>> effects)
    {
        if (effects(First).Count == 0)
        {
            return;
        }

        Heading(title);
        Paragraph(text);
        foreach (var reward in _card.Rewards)
        {
            if (_card.Rewards.Count > 1)
            {
                _writer.Write($"<h3>{HtmlText.Encode(reward.Name)}</h3>\n");
            }

            if (reward.IgnoresPrompts && effects(reward).All(effect => effect.Shift is { Mean: 0 }))
            {
                Paragraph("It scores the image alone: no change of a prompt moves it.");
                continue;
            }

            WriteTable($"{title}: {reward.Name}", effects(reward), hasVisible: false);
        }
    }

    private void WriteRepeatability()
    {
        Heading("Repeatability");
        Paragraph("The same images, asked for in other ways: the largest difference of any score, in units of the spread.");
        Open("Repeatability", ["", .. _card.Rewards.Select(reward => reward.Name)], numericFrom: 1);
        foreach (var title in _card.Rewards.SelectMany(reward => reward.Repeatability).Select(check => check.Title).Distinct(StringComparer.Ordinal))
        {
            _writer.Write($"<tr><th scope=\"row\">{HtmlText.Encode(title)}</th>");
            foreach (var reward in _card.Rewards)
            {
                var text = reward.Repeatability.FirstOrDefault(check => check.Title == title) switch
                {
                    null => "",
                    { IsExact: true } => "the same bits",
                    { MaxDifference: { } difference } => difference.ToString(difference < 0.001 ? "0.0E+0" : "0.000", CultureInfo.InvariantCulture),
                    _ => "not scored",
                };
                _writer.Write($"<td class=\"num\">{text}</td>");
            }

            _writer.Write("</tr>\n");
        }

        Close();
    }

    private void WriteFacts()
    {
        Heading("Facts");
        Open("Facts", ["", .. _card.Rewards.Select(reward => reward.Name)], numericFrom: 1);
        Row("spread within a prompt", reward => reward.Spread.ToString("G4", CultureInfo.InvariantCulture));
        Row("scores the image alone", reward => reward.IgnoresPrompts ? "yes" : "no");
        Row("agreement with labels (AUROC)", reward => reward.Agreement?.ToText() ?? "no labels");
        Row(
            "calibration: own prompt highest",
            reward => reward.OwnPromptFirst is { } share
                ? $"{share.ToText(meanDecimals: 2)}; by chance {reward.OwnPromptByChance!.Value.ToString("0.00", CultureInfo.InvariantCulture)}"
                : reward.IgnoresPrompts ? "prompts are ignored" : "no contrastive prompts");
        Row(
            "speed, images per second",
            reward => reward.ImagesPerSecond is { } speed ? speed.ToString(speed < 10 ? "0.0" : "0", CultureInfo.InvariantCulture) : "not measured");
        Row("preprocessing fingerprint", reward => reward.Fingerprint ?? "none");
        Close();
        Paragraph(
            "The fingerprint hashes the reward's scores of fixed images of several sizes: two machines, versions or ports that resize, crop or normalise "
            + "images differently have different ones.",
            "footnote");

        void Row(string name, Func<RewardXRay, string> value)
        {
            var cells = _card.Rewards.Select(reward => $"<td class=\"num\">{HtmlText.Encode(value(reward))}</td>");
            _writer.Write($"<tr><th scope=\"row\">{name}</th>{string.Concat(cells)}</tr>\n");
        }
    }

    private void WriteAll()
    {
        Heading("Every strength");
        foreach (var reward in _card.Rewards)
        {
            _writer.Write($"<details><summary>{HtmlText.Encode(reward.Name)}: {reward.ImageChanges.Count} changes of images</summary>\n");
            WriteTable($"Every strength: {reward.Name}", reward.ImageChanges, hasVisible: true);
            _writer.Write("</details>\n");
        }
    }

    private void WriteMethod()
    {
        Heading("How it is measured");
        Paragraph(
            "A shift is the score of the changed image less that of the image as it is, divided by the reward's standard deviation within a prompt (pooled "
            + "over prompts). It is averaged over the images of each prompt and then over prompts; the 95% interval is over prompts. Raised and lowered count "
            + "images that move by more than a tenth of the spread. Visible change is the root mean square difference of pixels, in per cent of their range.");
        Paragraph(
            "Intervals are not corrected for the number of changes, of which one in twenty is significant by chance; and each weak spot is shown at its "
            + "best strength. The probe sees scores alone, no gradients: another search may find more.");
    }

    private void WriteTable(string label, IReadOnlyList<ChangeEffect> effects, bool hasVisible)
    {
        var bar = new ShiftBar(effects.Select(effect => effect.Shift));
        Open(label, ["change", "shift (95% CI)", Axis, "raised", "lowered", .. hasVisible ? ["visible"] : Array.Empty<string>()], numericFrom: 1);
        foreach (var effect in effects)
        {
            _writer.Write($"<tr><th scope=\"row\">{HtmlText.Encode(effect.Name)}</th>");
            if (effect.Shift is { } shift)
            {
                var visible = !hasVisible ? "" : $"<td class=\"num\">{(effect.VisibleChange is { } seen ? Percent(seen) : "")}</td>";
                _writer.Write($"<td class=\"num\">{HtmlText.Encode(Signed(shift))}</td><td>{bar.ToSvg(shift, effect.IsSignificant)}</td>");
                _writer.Write($"<td class=\"num\">{Percent(effect.RaisedShare)}</td><td class=\"num\">{Percent(effect.LoweredShare)}</td>{visible}</tr>\n");
            }
            else
            {
                _writer.Write($"<td colspan=\"{(hasVisible ? 5 : 4)}\">not scored: {HtmlText.Encode(effect.Problem ?? "")}</td></tr>\n");
            }
        }

        Close();
    }

    private void Heading(string title) => _writer.Write($"<h2>{HtmlText.Encode(title)}</h2>\n");

    private void Paragraph(string text, string style = "") =>
        _writer.Write($"<p{(style.Length > 0 ? $" class=\"{style}\"" : "")}>{HtmlText.Encode(text)}</p>\n");

    private void Open(string label, IReadOnlyList<string> columns, int numericFrom)
    {
        _writer.Write($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{HtmlText.Encode(label)}\">\n<table>\n<thead><tr>");
        foreach (var (index, column) in columns.Index())
        {
            var style = index < numericFrom ? "" : column == Axis ? " class=\"axis\"" : " class=\"num\"";
            _writer.Write($"<th scope=\"col\"{style}>{HtmlText.Encode(column)}</th>");
        }

        _writer.Write("</tr></thead>\n<tbody>\n");
    }

    private void Close() => _writer.Write("</tbody>\n</table>\n</div>\n");
}
