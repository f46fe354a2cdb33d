using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using RewardLab.Abstractions;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Weights;

namespace RewardLab.Torch.Adapters;

/// <summary>PEFT's LoraConfig of one part: which layers, at which rank and strength. A key that would change the result and is not built is refused by name,
/// and so is one that nobody knows.</summary>
internal sealed class PeftLoraConfig
{
    // Nothing of these is needed to apply matrices that are there: they tell how these were made, trained or are loaded.
    private static readonly HashSet<string> Inert = new(StringComparer.Ordinal)
    {
        "auto_mapping", "base_model_name_or_path", "revision", "task_type", "inference_mode", "peft_version", "lora_dropout",
        "megatron_core", "qalora_group_size", "eva_config", "runtime_config", "ensure_weight_tying", "low_cpu_mem_usage",
    };

    // Built is only what these values mean.
    private static readonly Dictionary<string, string[]> Only = new(StringComparer.Ordinal)
    {
        ["peft_type"] = ["\"LORA\""],
        ["bias"] = ["\"none\"", "null"],
        ["fan_in_fan_out"] = ["false", "null"],
        ["use_dora"] = ["false", "null"],
        ["use_qalora"] = ["false", "null"],
        ["use_bdlora"] = ["false", "null"],
        ["lora_bias"] = ["false", "null"],
        ["modules_to_save"] = ["null", "[]"],
        ["layer_replication"] = ["null", "[]"],
        ["trainable_token_indices"] = ["null", "[]", "{}"],
        ["target_parameters"] = ["null", "[]"],
        ["loftq_config"] = ["null", "{}"],
        ["corda_config"] = ["null", "{}"],
        ["lora_ga_config"] = ["null", "{}"],
        ["velora_config"] = ["null", "{}"],
        ["monteclora_config"] = ["null", "{}"],
        ["arrow_config"] = ["null", "{}"],
        ["kasa_config"] = ["null", "{}"],
        ["megatron_config"] = ["null", "{}"],
        ["alora_invocation_tokens"] = ["null", "[]"],

        // The others (pissa, olora, corda, loftq, lora_ga, mica) change the base's own weights, or what the matrices mean.
        ["init_lora_weights"] = ["true", "false", "null", "\"gaussian\"", "\"eva\"", "\"orthogonal\""],
    };

    private static readonly TimeSpan MatchLimit = TimeSpan.FromSeconds(1);
    private readonly string _source;
    private readonly string _prefix;
    private readonly int _rank;
    private readonly double _alpha;
    private readonly bool _hasRootScale;
    private readonly List<(string Name, Regex? Pattern, double Value)> _ranks;
    private readonly List<(string Name, Regex? Pattern, double Value)> _alphas;
    private readonly Func<string, bool> _isTarget;

    private PeftLoraConfig(IReadOnlyDictionary<string, JsonElement> keys, string source, string prefix)
    {
        (_source, _prefix) = (source, prefix);
        foreach (var (key, value) in keys)
        {
            Require(key, value);
        }

        _rank = Find(keys, "r") is { } rank ? Whole("r", rank) : 8;
        _alpha = Find(keys, "lora_alpha") is { } alpha ? Number("lora_alpha", alpha) : 8;
        _hasRootScale = Find(keys, "use_rslora") is { } flag && Flag("use_rslora", flag);
        _ranks = Patterns(keys, "rank_pattern", (key, value) => Whole(key, value));
        _alphas = Patterns(keys, "alpha_pattern", Number);
        _isTarget = Targets(keys);
    }

    /// <summary>Reads adapter_config.json.</summary>
    /// <exception cref="RewardLabException">It is no such configuration, or says what is not built; names the key.</exception>
    public static PeftLoraConfig Load(string path)
    {
        using var document = JsonFile.Read(path, 16_000_000);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? Guarded(path, () => new PeftLoraConfig(Keys(document.RootElement), path, ""))
            : throw new RewardLabException($"{path}: is not a JSON object, as PEFT's {LoraFile.PeftConfigName} is.");
    }

    /// <summary>Reads what diffusers keeps in a file's header: one object whose keys begin with their part's name.</summary>
    /// <param name="json">The text of the entry.</param>
    /// <param name="source">The file.</param>
    /// <param name="component">The part that is meant where keys begin with none.</param>
    /// <returns>A configuration for each part that is spoken of.</returns>
    /// <exception cref="RewardLabException">It is no such configuration, or says what is not built; names the key.</exception>
    public static IReadOnlyDictionary<string, PeftLoraConfig> FromHeader(string json, string source, string component)
    {
        source += $": {LoraFile.MetadataKey} in its header";
        return Guarded(source, () =>
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new RewardLabException($"{source}: is not a JSON object.");
            }

            var parts = new Dictionary<string, Dictionary<string, JsonElement>>(StringComparer.Ordinal);
            foreach (var (key, value) in Keys(document.RootElement))
            {
                var dot = key.IndexOf('.', StringComparison.Ordinal);
                var part = dot < 0 ? component : key[..dot];
                if (!LoraLayerName.Components.Contains(part))
                {
                    throw new RewardLabException(
                        $"{source}: the key {ShownName.From(key)} is of no part that is known; parts are {string.Join(", ", LoraLayerName.Components)}.");
                }

                if (!parts.TryGetValue(part, out var keys))
                {
                    parts.Add(part, keys = new Dictionary<string, JsonElement>(StringComparer.Ordinal));
                }

                if (!keys.TryAdd(key[(dot + 1)..], value))
                {
                    throw new RewardLabException($"{source}: says {ShownName.From(key)} twice.");
                }
            }

            return parts.ToDictionary(part => part.Key, part => new PeftLoraConfig(part.Value, source, part.Key + "."), StringComparer.Ordinal);
        });
    }

    /// <summary>Alpha and strength of a layer.</summary>
    /// <param name="path">The layer's name.</param>
    /// <param name="rank">The rank that its matrices have.</param>
    /// <exception cref="RewardLabException">The layer has another rank by the configuration, or is none of its targets.</exception>
    public (double Alpha, double Scale) Read(string path, long rank)
    {
        if (!_isTarget(path))
        {
            throw new RewardLabException(
                $"{_source}: {_prefix}target_modules, with exclude_modules and layers_to_transform, leave {ShownName.From(path)} out, "
                + "but the file has matrices for it; configuration and weights do not belong together.");
        }

        var declared = Match("rank_pattern", _ranks, path) ?? _rank;
        if (declared != rank)
        {
            throw new RewardLabException(string.Create(
                CultureInfo.InvariantCulture,
                $"{_source}: {ShownName.From(path)} has rank {declared} by {_prefix}r and rank_pattern, "
                + $"but its matrices have rank {rank}; configuration and weights do not belong together."));
        }

        var alpha = Match("alpha_pattern", _alphas, path) ?? _alpha;
        return (alpha, alpha / (_hasRootScale ? Math.Sqrt(rank) : rank));
    }

    private static Dictionary<string, JsonElement> Keys(JsonElement root) =>
        root.EnumerateObject().ToDictionary(property => property.Name, property => property.Value.Clone(), StringComparer.Ordinal);

    // Texts with half a surrogate pair are valid JSON that .NET has no string for.
    private static T Guarded<T>(string source, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new RewardLabException($"{source}: is not valid JSON: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    private static JsonElement? Find(IReadOnlyDictionary<string, JsonElement> keys, string key) =>
        keys.TryGetValue(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private void Require(string key, JsonElement value)
    {
        if (Only.TryGetValue(key, out var allowed))
        {
            var text = value.ValueKind == JsonValueKind.String
                ? $"\"{value.GetString()}\""
                : string.Concat(value.GetRawText().Where(static c => !char.IsWhiteSpace(c)));
            if (!allowed.Contains(text, StringComparer.Ordinal))
            {
                throw Refused(key, value, $"only {string.Join(" or ", allowed)} is supported");
            }
        }
        else if (!Inert.Contains(key)
            && key is not ("r" or "lora_alpha" or "use_rslora" or "rank_pattern" or "alpha_pattern" or "target_modules" or "exclude_modules"
                or "layers_to_transform" or "layers_pattern"))
        {
            throw new RewardLabException(
                $"{_source}: {ShownName.From(_prefix + key)} (it is {Shown(value)}) is not a key that is known here; nobody can tell what it changes.");
        }
    }

    private RewardLabException Refused(string key, JsonElement value, string expected) => new($"{_source}: {_prefix}{key} is {Shown(value)}; {expected}.");

    private static string Shown(JsonElement value)
    {
        var text = value.GetRawText().ReplaceLineEndings(" ");
        return text.Length <= 60 ? text : text[..60] + "...";
    }

    private int Whole(string key, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number is >= 1 and <= int.MaxValue && number == Math.Floor(number)
            ? (int)number
            : throw Refused(key, value, "it must be a whole number of at least 1");

    private double Number(string key, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) && number > 0
            ? number
            : throw Refused(key, value, "it must be a number above 0");

    private bool Flag(string key, JsonElement value) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Refused(key, value, "it must be true or false");

    private List<(string Name, Regex? Pattern, double Value)> Patterns(
        IReadOnlyDictionary<string, JsonElement> keys, string key, Func<string, JsonElement, double> read)
    {
        if (Find(keys, key) is not { } value)
        {
            return [];
        }

        return value.ValueKind == JsonValueKind.Object
            ? [.. value.EnumerateObject().Select(
                entry => (
                    entry.Name,
                    IsPlain(entry.Name) ? null : Pattern(key, $@"\A(.*\.)?({entry.Name})$", entry.Name),
                    read($"{key}[{ShownName.From(entry.Name)}]", entry.Value)))]
            : throw Refused(key, value, "it must be an object of regular expressions and numbers");
    }

    // Nearly every pattern is a layer's whole name, hundreds of them against hundreds of layers: none needs an engine, whose limit of time a busy machine
    // may exceed.
    private static bool IsPlain(string name) => name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.');

    // As the expression (.*\.)?(name)$ matches, in which a dot is any character.
    private static bool EndsIn(string path, string name)
    {
        var start = path.Length - name.Length;
        if (start < 0 || (start > 0 && path[start - 1] != '.'))
        {
            return false;
        }

        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] != '.' && name[i] != path[start + i])
            {
                return false;
            }
        }

        return true;
    }

    private Regex Pattern(string key, string expression, string shown)
    {
        try
        {
            // Python writes (?P<name>...) where .NET writes (?<name>...).
            return new Regex(expression.Replace("(?P<", "(?<", StringComparison.Ordinal), RegexOptions.CultureInvariant, MatchLimit);
        }
        catch (ArgumentException exception)
        {
            throw new RewardLabException(
                $"{_source}: {_prefix}{key} has {ShownName.From(shown)}, which is not a regular expression: {exception.Message.ReplaceLineEndings(" ")}",
                exception);
        }
    }

    private double? Match(string key, List<(string Name, Regex? Pattern, double Value)> patterns, string path)
    {
        foreach (var (name, pattern, value) in patterns)
        {
            if (pattern is null ? EndsIn(path, name) : IsMatch(key, pattern, path))
            {
                return value;
            }
        }

        return null;
    }

    private bool IsMatch(string key, Regex pattern, string path)
    {
        try
        {
            return pattern.IsMatch(path);
        }
        catch (RegexMatchTimeoutException exception)
        {
            throw new RewardLabException(
                $"{_source}: {_prefix}{key}: the regular expression {ShownName.From(pattern.ToString())} takes more than a second to match one name.",
                exception);
        }
    }

    private Func<string, bool> Targets(IReadOnlyDictionary<string, JsonElement> keys)
    {
        var targets = Names(keys, "target_modules");
        var excluded = Names(keys, "exclude_modules");
        HashSet<int>? indices = Find(keys, "layers_to_transform") switch
        {
            null => null,
            { ValueKind: JsonValueKind.Array } list when list.GetArrayLength() == 0 => null,
            { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().Select(entry => Index(entry)).ToHashSet(),
            { } one => [Index(one)],
        };
        string[] layers = Find(keys, "layers_pattern") switch
        {
            null => [],
            { ValueKind: JsonValueKind.String } text => [text.GetString()!],
            { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(static entry => entry.ValueKind == JsonValueKind.String) =>
            [
                .. list.EnumerateArray().Select(static entry => entry.GetString()!),
            ],
            { } other => throw Refused("layers_pattern", other, "it must be a text or a list of texts"),
        };

        // Which number in a name is the layer's has changed between versions of PEFT: the first one, or the last one.
        Regex[] numbers = layers is [] or [""]
            ? [Pattern("layers_pattern", @"\A.*?\.[^.]*\.(?<index>\d+)\.", ""), Pattern("layers_pattern", @"\A.*\.[^.]*\.(?<index>\d+)\.", "")]
            : [.. layers.SelectMany(layer => new[]
            {
                Pattern("layers_pattern", $@"\A.*?\.{layer}\.(?<index>\d+)\.", layer),
                Pattern("layers_pattern", $@"\A.*\.{layer}\.(?<index>\d+)\.", layer),
            })];
        return path => excluded?.Invoke(path) != true
            && targets?.Invoke(path) != false
            && (indices is null
                || Array.Exists(
                    numbers,
                    number => IsMatch("layers_pattern", number, path)
                        && int.TryParse(number.Match(path).Groups["index"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                        && indices.Contains(index)));

        int Index(JsonElement value) =>
            value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
                ? number
                : throw Refused("layers_to_transform", value, "it must hold whole numbers");
    }

    // A text is a regular expression for the whole name, "all-linear" for every linear layer; a list holds whole names or their ends.
    private Func<string, bool>? Names(IReadOnlyDictionary<string, JsonElement> keys, string key)
    {
        switch (Find(keys, key))
        {
            case null:
                return null;
            case { ValueKind: JsonValueKind.String } text when text.GetString() is "all-linear" && key == "target_modules":
                return null;
            case { ValueKind: JsonValueKind.String } text:
                var pattern = Pattern(key, $@"\A(?:{text.GetString()})\z", text.GetString()!);
                return path => IsMatch(key, pattern, path);
            case { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(static entry => entry.ValueKind == JsonValueKind.String):
                string[] names = [.. list.EnumerateArray().Select(static entry => entry.GetString()!)];
                return names.Length == 0 && key == "exclude_modules"
                    ? null
                    : path => Array.Exists(names, name => path == name || path.EndsWith("." + name, StringComparison.Ordinal));
            case { } other:
                throw Refused(key, other, "it must be a regular expression or a list of names");
        }
    }
}
