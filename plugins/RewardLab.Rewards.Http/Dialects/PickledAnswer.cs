using RewardLab.Evaluation.Pickles;

namespace RewardLab.Rewards.Http.Dialects;

/// <summary>Pickles of answers, read by the reader that knows data alone.</summary>
internal static class PickledAnswer
{
    public const string ContentType = "application/octet-stream";

    private static readonly PickledBodyLimits Limits = new();

    /// <summary>Reads an answer, a dictionary.</summary>
    /// <exception cref="UnreadableAnswerException">It is none.</exception>
    public static PickledMap Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            return PickledBodyReader.Read(body, Limits) as PickledMap ?? throw new UnreadableAnswerException("a pickle that is not a dictionary");
        }
        catch (InvalidDataException exception)
        {
            throw new UnreadableAnswerException(
                body.Span.TrimStart(" \t\r\n"u8) is [(byte)'<', ..] ? "an HTML page, not a pickle"
                : body.Span.TrimStart(" \t\r\n"u8) is [(byte)'{', ..] ? "JSON, not a pickle"
                : $"something that is not a pickle of plain data: it {exception.Message}");
        }
    }

    /// <summary>The first of some members that is a list, of a length.</summary>
    /// <exception cref="UnreadableAnswerException">There is none.</exception>
    public static IReadOnlyList<object?> List(PickledMap map, int count, params ReadOnlySpan<string> names)
    {
        if (Words(map) is { Length: > 0 } words)
        {
            throw new UnreadableAnswerException($"the error \"{words}\"");
        }

        foreach (var name in names)
        {
            if (map.TryGet(name, out var value) && Items(value) is { } items)
            {
                return items.Count == count
                    ? items
                    : throw new UnreadableAnswerException($"a list '{name}' of {items.Count} where {count} were asked for");
            }
        }

        throw new UnreadableAnswerException($"no list '{names[0]}'");
    }

    /// <summary>The items of a list, a tuple or an array of one dimension; null where it is none.</summary>
    public static IReadOnlyList<object?>? Items(object? value) => value switch
    {
        PickledSequence sequence => sequence,
        PickledArray { Shape.Count: 1 } array => array.Items,
        _ => null,
    };

    /// <summary>A score.</summary>
    /// <exception cref="UnreadableAnswerException">It is no number.</exception>
    public static ServedScore Score(object? value, string what) => value switch
    {
        double number => new ServedScore(number),
        long number => new ServedScore(number),
        null => new ServedScore(double.NaN, "None where a score belongs"),
        _ => throw new UnreadableAnswerException($"{what} as something other than a number"),
    };

    /// <summary>The words of a refusal; empty where there are none.</summary>
    public static string Refusal(ReadOnlyMemory<byte> body)
    {
        try
        {
            return Words(Read(body));
        }
        catch (UnreadableAnswerException)
        {
            // Servers in front of the service answer in JSON.
            return JsonAnswer.Refusal(body);
        }
    }

    private static string Words(PickledMap map) => map.TryGet("error", out var error) && error is string words ? words : "";
}
