using System.Text.Encodings.Web;
using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Tables;

namespace RewardLab.Evaluation.Preferences;

/// <summary>Choices between images as JSON lines.</summary>
/// <remarks>
/// A line is one choice, <c>{"prompt": "two cats", "first": "a.png", "second": "b.png", "preferred": "first"}</c> with "first", "second" or "tie",
/// or a ranking as in ImageRewardDB, <c>{"prompt": "two cats", "generations": ["a.png", "b.png", "c.png"], "ranking": [1, 2, 2]}</c>, where 1 is best:
/// it counts as a choice between every two of its images. Other keys are passed over, and so are empty lines.
/// </remarks>
public static class PreferenceFile
{
    /// <summary>Longest line that is read, in characters.</summary>
    public const int MaxLineLength = 1_000_000;

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads choices, in order; rankings as their pairs, (1, 2), (1, 3), (2, 3) and so on.</summary>
    /// <param name="stream">Text as <see cref="TextFile"/> reads it.</param>
    /// <param name="source">The file's name, for errors.</param>
    /// <exception cref="RewardLabException">A line is not JSON or of another shape, or there is none; says which line.</exception>
    public static IReadOnlyList<PreferencePair> Read(Stream stream, string source)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(source);
        var pairs = new List<PreferencePair>();
        using var reader = TextFile.Open(stream, source);
        var number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                pairs.AddRange(Parse(line, $"{source}, line {number}"));
            }
        }

        return pairs.Count > 0
            ? pairs
            : throw new RewardLabException(
                $"{source}: has no preferences; a line is {{\"prompt\": ..., \"first\": ..., \"second\": ..., \"preferred\": \"first\"}}.");
    }

    /// <summary>Writes choices, a line each.</summary>
    public static void Write(Stream stream, IEnumerable<PreferencePair> pairs)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(pairs);
        foreach (var pair in pairs)
        {
            using (var writer = new Utf8JsonWriter(stream, Plain))
            {
                writer.WriteStartObject();
                writer.WriteString("prompt", pair.Prompt);
                writer.WriteString("first", pair.First);
                writer.WriteString("second", pair.Second);
                writer.WriteString("preferred", Word(pair.Outcome));
                writer.WriteEndObject();
            }

            stream.WriteByte((byte)'\n');
        }
    }

    private static string Word(PreferenceOutcome outcome) => outcome switch
    {
        PreferenceOutcome.First => "first",
        PreferenceOutcome.Second => "second",
        _ => "tie",
    };

    private static PreferencePair[] Parse(string line, string place)
    {
        if (line.Length > MaxLineLength)
        {
            throw new RewardLabException($"{place}: {line.Length} characters are too many for a preference.");
        }

        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw new RewardLabException($"{place}: is not a JSON object.");
            }

            return root.TryGetProperty("ranking", out var ranking) ? Ranking(root, ranking, place) : [Preference(root, place)];
        }
        catch (JsonException exception)
        {
            throw new RewardLabException($"{place}: not valid JSON at character {exception.BytePositionInLine + 1}.", exception);
        }
        catch (InvalidOperationException exception)
        {
            // What the reader throws on half a surrogate pair.
            throw new RewardLabException($"{place}: a text is not valid Unicode.", exception);
        }
    }

    private static PreferencePair Preference(JsonElement root, string place) => new(
        Text(root, "prompt", place),
        Text(root, "first", place),
        Text(root, "second", place),
        Text(root, "preferred", place) switch
        {
            "first" => PreferenceOutcome.First,
            "second" => PreferenceOutcome.Second,
            "tie" => PreferenceOutcome.Tie,
            _ => throw new RewardLabException($"{place}: \"preferred\" must be \"first\", \"second\" or \"tie\"."),
        });

    private static PreferencePair[] Ranking(JsonElement root, JsonElement ranking, string place)
    {
        var prompt = Text(root, "prompt", place);
        if (!root.TryGetProperty("generations", out var generations) || generations.ValueKind != JsonValueKind.Array
            || generations.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String || item.GetString()!.Length == 0))
        {
            throw new RewardLabException($"{place}: \"generations\" must be the list of the ranked images' files.");
        }

        string[] files = [.. generations.EnumerateArray().Select(item => item.GetString()!)];
        var ranks = ranking.ValueKind == JsonValueKind.Array
            ? ranking.EnumerateArray().Select(item => JsonNumber.TryInteger(item, out var rank) ? rank : (int?)null).ToArray()
            : [];
        if (ranks.Length != files.Length || files.Length < 2 || ranks.Contains(null))
        {
            throw new RewardLabException(
                $"{place}: \"ranking\" must hold a whole number for each of \"generations\", of which there must be two or more; 1 is best.");
        }

        return [.. PreferencePair.FromRanking(prompt, [.. files.Select((file, i) => (file, ranks[i]!.Value))])];
    }

    private static string Text(JsonElement root, string key, string place) =>
        root.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : throw new RewardLabException($"{place}: \"{key}\" must be a text that is not empty.");
}
