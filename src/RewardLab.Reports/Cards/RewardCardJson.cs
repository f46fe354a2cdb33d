using System.Text.Encodings.Web;
using System.Text.Json;
using RewardLab.Evaluation.Statistics;
using RewardLab.Evaluation.XRays;

namespace RewardLab.Reports.Cards;

/// <summary>A reward card as JSON: the same card gives the same bytes.</summary>
public static class RewardCardJson
{
    private const int SchemaVersion = 1;

    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a card.</summary>
    /// <param name="stream">Gets the JSON as UTF-8; it stays open.</param>
    /// <param name="card">The card.</param>
    public static void Write(Stream stream, RewardCard card)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(card);
        using var json = new Utf8JsonWriter(stream, Options);
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", SchemaVersion);
        json.WriteString("unit", "standard deviation of the reward within a prompt");
        json.WriteNumber("prompts", card.PromptCount);
        json.WriteNumber("images", card.ImageCount);
        json.WriteStartArray("rewards");
        foreach (var reward in card.Rewards)
        {
            Write(json, reward);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        stream.WriteByte((byte)'\n');
    }

    private static void Write(Utf8JsonWriter json, RewardXRay reward)
    {
        json.WriteStartObject();
        json.WriteString("name", reward.Name);
        json.WriteNumber("spread", reward.Spread);
        json.WriteBoolean("ignoresPrompts", reward.IgnoresPrompts);
        WriteEffects(json, "weakSpots", reward.WeakSpots);
        WriteEffects(json, "imageChanges", reward.ImageChanges);
        WriteEffects(json, "promptChanges", reward.PromptChanges);
        WriteEffects(json, "meaningChanges", reward.MeaningChanges);
        Write(json, reward.Probe);
        json.WriteStartArray("repeatability");
        foreach (var check in reward.Repeatability)
        {
            json.WriteStartObject();
            json.WriteString("check", check.Title);
            WriteNumber(json, "maxDifference", check.MaxDifference);
            json.WriteBoolean("isExact", check.IsExact);
            WriteProblem(json, check.Problem);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("preprocessingFingerprint", reward.Fingerprint);
        Write(json, "agreementWithLabelsAuroc", reward.Agreement);
        Write(json, "ownPromptFirst", reward.OwnPromptFirst);
        WriteNumber(json, "ownPromptByChance", reward.OwnPromptByChance);
        WriteNumber(json, "imagesPerSecond", reward.ImagesPerSecond);
        json.WriteEndObject();
    }

    private static void WriteEffects(Utf8JsonWriter json, string name, IReadOnlyList<ChangeEffect> effects)
    {
        json.WriteStartArray(name);
        foreach (var effect in effects)
        {
            json.WriteStartObject();
            json.WriteString("change", effect.Id);
            json.WriteString("title", effect.Title);
            json.WriteString("strength", effect.Strength);
            Write(json, "shift", effect.Shift);
            json.WriteNumber("raisedShare", effect.RaisedShare);
            json.WriteNumber("loweredShare", effect.LoweredShare);
            WriteNumber(json, "visibleChange", effect.VisibleChange);
            WriteProblem(json, effect.Problem);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, ProbeResult? probe)
    {
        if (probe is null)
        {
            json.WriteNull("probe");
            return;
        }

        json.WriteStartObject("probe");
        json.WriteStartArray("filter");
        foreach (var (title, strength) in probe.Settings)
        {
            json.WriteStartObject();
            json.WriteString("title", title);
            json.WriteString("strength", strength);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteNumber(json, "visibleChange", probe.VisibleChange);
        json.WriteBoolean("isHeldOut", probe.IsHeldOut);
        json.WriteStartObject("shifts");
        foreach (var (name, shift) in probe.Shifts)
        {
            Write(json, name, shift);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, ConfidenceInterval? interval)
    {
        if (interval is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("mean", interval.Mean);
        WriteNumber(json, "lower", interval.Lower);
        WriteNumber(json, "upper", interval.Upper);
        json.WriteNumber("prompts", interval.Count);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteProblem(Utf8JsonWriter json, string? problem)
    {
        if (problem is not null)
        {
            json.WriteString("problem", problem);
        }
    }
}
