using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using RewardLab.Abstractions;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Weights;

namespace RewardLab.Torch.Configuration;

/// <summary>Reads a Hugging Face style config.json: a missing key or a null means the reference library's default,
/// a value of the wrong kind is refused by name.</summary>
/// <remarks>Notes which keys were read, so that <see cref="RequireNothingElse"/> can refuse what nobody looked at.</remarks>
internal sealed class JsonConfig
{
    private const long MaxBytes = 1_000_000;
    private const int MaxListLength = 64;

    // Several times what any published model has. A model is allocated before its weights are read: sizes beyond these would fill the memory first.
    private static readonly FrozenDictionary<string, int> Maxima = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["vocab_size"] = 2_000_000,
        ["num_hidden_layers"] = 1_000,
        ["layers"] = 1_000,
        ["layers_per_block"] = 100,
        ["transformer_layers_per_block"] = 100,
        ["hidden_size"] = 65_536,
        ["intermediate_size"] = 262_144,
        ["projection_dim"] = 65_536,
        ["cross_attention_dim"] = 65_536,
        ["embed_dim"] = 65_536,
        ["encoder_hidden_size"] = 65_536,
        ["encoder_width"] = 65_536,
        ["image_text_hidden_size"] = 65_536,
        ["width"] = 65_536,
        ["block_out_channels"] = 65_536,
        ["in_channels"] = 4_096,
        ["out_channels"] = 4_096,
        ["num_channels"] = 4_096,
        ["latent_channels"] = 4_096,
        ["max_position_embeddings"] = 1_000_000,
        ["context_length"] = 1_000_000,
        ["num_query_tokens"] = 65_536,
        ["image_size"] = 65_536,
        ["sample_size"] = 65_536,
        ["patch_size"] = 65_536,
        ["num_train_timesteps"] = 1_000_000,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private readonly JsonElement _element;
    private readonly string _prefix;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    private JsonConfig(JsonElement element, string source, string prefix)
    {
        _element = element;
        Source = source;
        _prefix = prefix;
    }

    /// <summary>The file, for messages.</summary>
    internal string Source { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="RewardLabException">The file is missing, unreadable or not a JSON object.</exception>
    internal static JsonConfig Load(string path)
    {
        using var document = JsonFile.Read(path, MaxBytes);
        return From(document, path);
    }

    /// <summary>Reads a text; <paramref name="source"/> is named in messages.</summary>
    /// <exception cref="RewardLabException">The text is not a JSON object.</exception>
    internal static JsonConfig Parse(string json, string source)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return From(document, source);
        }
        catch (JsonException exception)
        {
            throw new RewardLabException($"{source}: is not valid JSON: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    /// <summary>The text of a config.json.</summary>
    internal static string Write(JsonObject json) => json.ToJsonString(Indented);

    /// <summary>A whole number of at least <paramref name="minimum"/>.</summary>
    internal int Integer(string key, int fallback, int minimum = 1)
    {
        if (Find(key) is not { } value)
        {
            return fallback;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= minimum
            ? Maxima.TryGetValue(key, out var maximum) && number > maximum ? throw TooLarge(key, value, maximum) : number
            : throw Refused(key, Describe(value), $"a whole number of at least {minimum}");
    }

    /// <summary>A finite number.</summary>
    internal double Number(string key, double fallback)
    {
        if (Find(key) is not { } value)
        {
            return fallback;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number)
            ? number
            : throw Refused(key, Describe(value), "a number");
    }

    /// <summary>A list of so many finite numbers.</summary>
    internal IReadOnlyList<double> Numbers(string key, IReadOnlyList<double> fallback)
    {
        if (Find(key) is not { } value)
        {
            return fallback;
        }

        var numbers = value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Select(entry => entry.ValueKind == JsonValueKind.Number && entry.TryGetDouble(out var number) ? number : double.NaN)
                .ToArray()
            : [];
        return numbers.Length == fallback.Count && numbers.All(double.IsFinite)
            ? numbers
            : throw Refused(key, Describe(value), $"a list of {fallback.Count} numbers");
    }

    /// <summary>A list of whole numbers of at least <paramref name="minimum"/>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="fallback">What a missing key means.</param>
    /// <param name="mayBeSingle">Whether a number alone stands for a list of one.</param>
    /// <param name="minimum">The least allowed.</param>
    internal IReadOnlyList<int> Integers(string key, IReadOnlyList<int> fallback, bool mayBeSingle = false, int minimum = 1)
    {
        if (Find(key) is not { } value)
        {
            return fallback;
        }

        if (mayBeSingle && value.ValueKind == JsonValueKind.Number)
        {
            return [Integer(key, minimum, minimum)];
        }

        var numbers = value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Select(entry => entry.ValueKind == JsonValueKind.Number && entry.TryGetInt32(out var number) ? number : int.MinValue)
                .ToArray()
            : [int.MinValue];
        if (numbers.Length > MaxListLength)
        {
            throw Refused(key, $"a list of {numbers.Length} numbers", $"a list of at most {MaxListLength}");
        }

        return numbers.All(number => number >= minimum)
            ? Maxima.TryGetValue(key, out var maximum) && numbers.Any(number => number > maximum) ? throw TooLarge(key, value, maximum) : numbers
            : throw Refused(key, Describe(value), $"{(mayBeSingle ? "a whole number or " : "")}a list of whole numbers of at least {minimum}");
    }

    /// <summary>A list of texts.</summary>
    internal IReadOnlyList<string> Texts(string key, IReadOnlyList<string> fallback) => Find(key) switch
    {
        null => fallback,
        { ValueKind: JsonValueKind.Array } value when value.EnumerateArray().All(entry => entry.ValueKind == JsonValueKind.String) =>
            [.. value.EnumerateArray().Select(entry => ReadText(key, entry))],
        { } value => throw Refused(key, Describe(value), "a list of texts"),
    };

    /// <summary>Refuses keys whose value asks for a computation that is not built; missing keys are fine.</summary>
    /// <param name="allowed">For each such key, the JSON values that are built: null, true, false, numbers and texts in quotes.</param>
    internal void RequireAnyOf(IReadOnlyDictionary<string, string[]> allowed)
    {
        foreach (var (key, values) in allowed)
        {
            _read.Add(key);
            if (_element.TryGetProperty(key, out var value) && !values.Contains(Normalized(value)))
            {
                throw Refused(key, Describe(value), string.Join(" or ", values));
            }
        }
    }

    /// <summary>
    /// Refuses settings that nobody read: a setting that is passed over may change what is computed. Only what says nothing passes: null, false,
    /// a list of nulls or of nothing, an empty object, keys that begin with an underscore (the libraries' notes to themselves), and those that are known to
    /// change nothing.
    /// </summary>
    /// <param name="inert">Keys that change nothing of what is computed here, whatever their value.</param>
    /// <exception cref="RewardLabException">There is another setting; names file, key and value.</exception>
    internal void RequireNothingElse(params ReadOnlySpan<IReadOnlySet<string>> inert)
    {
        foreach (var property in _element.EnumerateObject())
        {
            var name = NameOf(property);
            if (!_read.Contains(name) && !name.StartsWith('_') && !SaysNothing(property.Value) && !IsIn(name, inert))
            {
                throw new RewardLabException(
                    $"{Source}: {_prefix}{name} is {Describe(property.Value)}; this setting is not supported, and passing it over might change what is "
                    + "computed. Remove the line if it is known to change nothing.");
            }
        }
    }

    /// <summary>true or false.</summary>
    internal bool Flag(string key, bool fallback) => Find(key) switch
    {
        null => fallback,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } value => throw Refused(key, Describe(value), "true or false"),
    };

    /// <summary>A text.</summary>
    internal string Text(string key, string fallback) => Find(key) switch
    {
        null => fallback,
        { ValueKind: JsonValueKind.String } value => ReadText(key, value),
        { } value => throw Refused(key, Describe(value), "a text"),
    };

    /// <summary>One of several texts, each standing for a value.</summary>
    internal T Choice<T>(string key, string fallback, IReadOnlyDictionary<string, T> choices)
    {
        var text = Text(key, fallback);
        return choices.TryGetValue(text, out var choice) ? choice : throw Refused(key, $"'{text}'", string.Join(" or ", choices.Keys.Select(k => $"'{k}'")));
    }

    /// <summary>The text that stands for a value of <see cref="Choice"/>.</summary>
    internal static string TextOf<T>(T value, IReadOnlyDictionary<string, T> choices) => choices.First(choice => Equals(choice.Value, value)).Key;

    /// <summary>An object inside this one; null where it is missing.</summary>
    internal JsonConfig? Section(string key) => Find(key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } value => new JsonConfig(value, Source, $"{_prefix}{key}."),
        { } value => throw Refused(key, Describe(value), "an object"),
    };

    /// <summary>A token: a text or, with its stripping rules, an object with "content".</summary>
    internal string Token(string key, string fallback) => IsObject(key) ? Section(key)!.Text("content", fallback) : Text(key, fallback);

    /// <summary>Refuses a token that is another than the one that is built; missing is fine.</summary>
    internal void RequireToken(string key, string expected)
    {
        if (Token(key, expected) is var token && token != expected)
        {
            throw Refused(key, ShownName.From(token), $"'{expected}'");
        }
    }

    /// <summary>
    /// Tokens that a key names: texts or objects with "content", in a list or as the values of an object; what has another form is passed over. None
    /// where the key is missing.
    /// </summary>
    internal IReadOnlyList<string> TokensIn(string key)
    {
        var entries = Find(key) switch
        {
            { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().ToArray(),
            { ValueKind: JsonValueKind.Object } table => [.. table.EnumerateObject().Select(property => property.Value)],
            _ => [],
        };
        return
        [
            .. entries
                .Select(entry => entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("content", out var content) ? content : entry)
                .Where(entry => entry.ValueKind == JsonValueKind.String)
                .Select(entry => ReadText(key, entry)),
        ];
    }

    /// <summary>All keys.</summary>
    internal IReadOnlyList<string> Keys => [.. _element.EnumerateObject().Select(NameOf)];

    /// <summary>Whether the key holds an object.</summary>
    internal bool IsObject(string key) => Find(key) is { ValueKind: JsonValueKind.Object };

    /// <summary>Whether the key holds a number.</summary>
    internal bool IsNumber(string key) => Find(key) is { ValueKind: JsonValueKind.Number };

    /// <summary>Whether the key is there with a value other than null.</summary>
    internal bool Has(string key) => Find(key) is not null;

    /// <summary>Whether the key holds a list that says nothing, as a pipeline's index has for a part that is left out.</summary>
    internal bool IsListOfNulls(string key) => Find(key) is { ValueKind: JsonValueKind.Array } list && SaysNothing(list);

    /// <summary>The error for a value that cannot be used.</summary>
    internal RewardLabException Refused(string key, string found, string expected) =>
        new($"{Source}: {_prefix}{key} is {found}; it must be {expected}.");

    private RewardLabException TooLarge(string key, JsonElement value, int maximum) => new(
        $"{Source}: {_prefix}{key} is {Describe(value)}, more than any model that is built here: at most {maximum.ToString(CultureInfo.InvariantCulture)} "
        + "is allowed. Get the model's configuration again.");

    // 1, 1.0 and 1e0 are one value.
    private static string Normalized(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number)
        ? number.ToString("R", CultureInfo.InvariantCulture)
        : value.GetRawText();

    private static JsonConfig From(JsonDocument document, string source) => document.RootElement.ValueKind == JsonValueKind.Object
        ? new JsonConfig(document.RootElement.Clone(), source, string.Empty)
        : throw new RewardLabException($"{source}: holds {Describe(document.RootElement)} where a JSON object is expected.");

    private string ReadText(string key, JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Refused(key, Describe(value), "valid Unicode text");
        }
    }

    private static string Describe(JsonElement value)
    {
        try
        {
            var text = value.GetRawText().ReplaceLineEndings(" ");
            return text.Length <= 40 ? text : text[..40] + "...";
        }
        catch (InvalidOperationException)
        {
            return "not valid UTF-8";
        }
    }

    private string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException exception)
        {
            throw new RewardLabException(
                $"{Source}: a key in {(_prefix.Length == 0 ? "the file" : _prefix.TrimEnd('.'))} is not valid Unicode text.", exception);
        }
    }

    private static bool SaysNothing(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.Array => value.EnumerateArray().All(entry => entry.ValueKind == JsonValueKind.Null),
        JsonValueKind.Object => !value.EnumerateObject().MoveNext(),
        _ => false,
    };

    private static bool IsIn(string key, ReadOnlySpan<IReadOnlySet<string>> sets)
    {
        foreach (var set in sets)
        {
            if (set.Contains(key))
            {
                return true;
            }
        }

        return false;
    }

    private JsonElement? Find(string key)
    {
        _read.Add(key);
        return _element.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }
}
