using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Weights;

namespace RewardLab.Torch.Text;

/// <summary>A tokenizer.json of Hugging Face's tokenizers: vocabulary, merges and rules in one file.</summary>
/// <remarks>Rules that this program's tokenizers do not follow are refused by name; one that is missing or null is taken for what the tokenizer's kind
/// has.</remarks>
internal sealed class TokenizerFile : IDisposable
{
    /// <summary>The file's name.</summary>
    public const string Name = "tokenizer.json";

    private readonly JsonDocument _document;
    private readonly string _path;

    private TokenizerFile(JsonDocument document, string path) => (_document, _path) = (document, path);

    private JsonElement Model =>
        Find(_document.RootElement, "model") is { ValueKind: JsonValueKind.Object } model ? model : throw Error("has no object 'model'");

    /// <summary>Reads a file.</summary>
    /// <exception cref="RewardLabException">It is missing or no JSON object.</exception>
    public static TokenizerFile Open(string path)
    {
        var document = JsonFile.Read(path);
        if (document.RootElement.ValueKind == JsonValueKind.Object)
        {
            return new TokenizerFile(document, path);
        }

        document.Dispose();
        throw new RewardLabException($"{path}: is not a JSON object.");
    }

    /// <summary>Refuses another kind of model.</summary>
    /// <param name="kind">The kind wanted, such as "BPE".</param>
    public void RequireModel(string kind) => Require(Model, "model.type", "type", kind);

    /// <summary>Refuses another value of one of the model's settings; one that is missing or null passes.</summary>
    public void RequireSetting(string key, params IReadOnlyList<string> allowed) => Require(Model, $"model.{key}", key, allowed);

    /// <summary>Refuses another value of a setting of the normalizer; one that is missing or null passes.</summary>
    public void RequireNormalizerSetting(string key, params IReadOnlyList<string> allowed)
    {
        if (Find(_document.RootElement, "normalizer") is { ValueKind: JsonValueKind.Object } normalizer)
        {
            Require(normalizer, $"normalizer.{key}", key, allowed);
        }
    }

    /// <summary>Refuses steps of other types in a chain, such as in "normalizer"; one that is missing or null passes.</summary>
    public void RequireSteps(string chain, params IReadOnlyList<string> allowed)
    {
        if (Find(_document.RootElement, chain) is { ValueKind: JsonValueKind.Object } step)
        {
            RequireStep(chain, step, allowed);
        }
    }

    /// <summary>Ids by token, those that were added included.</summary>
    public IReadOnlyDictionary<string, int> Tokens()
    {
        var tokens = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in Find(Model, "vocab") is { ValueKind: JsonValueKind.Object } vocabulary
            ? vocabulary.EnumerateObject()
            : throw Error("has no object 'model.vocab'"))
        {
            tokens.Add(entry.Name, Id(entry.Value, entry.Name));
        }

        if (Find(_document.RootElement, "added_tokens") is { ValueKind: JsonValueKind.Array } added)
        {
            foreach (var token in added.EnumerateArray().Where(token => token.ValueKind == JsonValueKind.Object))
            {
                if (Text(token, "content") is { } content
                    && Find(token, "id") is { } id
                    && !tokens.TryAdd(content, Id(id, content))
                    && tokens[content] != Id(id, content))
                {
                    throw Error($"gives the token {ShownName.From(content)} two ids");
                }
            }
        }

        var repeated = tokens.GroupBy(entry => entry.Value).FirstOrDefault(group => group.Count() > 1);
        return repeated is null
            ? tokens
            : throw Error($"gives the id {repeated.Key} to {string.Join(" and ", repeated.Take(2).Select(entry => ShownName.From(entry.Key)))}");
    }

    /// <summary>Tokens that were added and that the vocabulary lacks: texts are searched for them first.</summary>
    public IReadOnlyList<string> AddedTokens() =>
        Find(_document.RootElement, "added_tokens") is { ValueKind: JsonValueKind.Array } added
        && Find(Model, "vocab") is { ValueKind: JsonValueKind.Object } vocabulary
            ? [.. added.EnumerateArray().Select(token => Text(token, "content")).OfType<string>().Where(token => Find(vocabulary, token) is null)]
            : [];

    /// <summary>Merges by priority, written "a b" until 2024 and ["a", "b"] since.</summary>
    public IReadOnlyList<(string Left, string Right)> Merges()
    {
        var merges = new List<(string, string)>();
        var known = new HashSet<(string, string)>();
        foreach (var entry in Find(Model, "merges") is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray()
            : throw Error("has no list 'model.merges'"))
        {
            string[] parts = entry.ValueKind switch
            {
                JsonValueKind.String => entry.GetString()!.Split(' '),
                JsonValueKind.Array => [.. entry.EnumerateArray().Select(part => part.ValueKind == JsonValueKind.String ? part.GetString()! : "")],
                _ => [],
            };
            if (parts is not [{ Length: > 0 } left, { Length: > 0 } right])
            {
                throw Error($"merge {merges.Count + 1} is not two symbols");
            }

            merges.Add(known.Add((left, right)) ? (left, right) : throw Error($"merge {merges.Count + 1} repeats an earlier one"));
        }

        return merges;
    }

    /// <summary>The token that fills short inputs, where the file says it.</summary>
    public string? PadToken => Find(_document.RootElement, "padding") is { ValueKind: JsonValueKind.Object } padding ? Text(padding, "pad_token") : null;

    /// <summary>Longest input in tokens, where the file says it.</summary>
    public int? MaxLength =>
        Find(_document.RootElement, "truncation") is { ValueKind: JsonValueKind.Object } truncation
        && Find(truncation, "max_length") is { ValueKind: JsonValueKind.Number } length
        && length.TryGetInt32(out var number)
        && number >= 2 ? number : null;

    public void Dispose() => _document.Dispose();

    private void RequireStep(string place, JsonElement step, IReadOnlyList<string> allowed)
    {
        if (Text(step, "type") == "Sequence")
        {
            // Called differently in each chain.
            foreach (var parts in ((string[])["normalizers", "pretokenizers"])
                .Select(key => Find(step, key))
                .Where(parts => parts is { ValueKind: JsonValueKind.Array }))
            {
                foreach (var (index, part) in parts!.Value.EnumerateArray().Index())
                {
                    RequireStep($"{place}[{index}]", part, allowed);
                }
            }

            return;
        }

        Require(step, $"{place}.type", "type", allowed);
    }

    private void Require(JsonElement map, string place, string key, params IReadOnlyList<string> allowed)
    {
        var found = Find(map, key) switch
        {
            null or { ValueKind: JsonValueKind.Null } => null,
            { ValueKind: JsonValueKind.String } text => text.GetString(),
            { } other => other.GetRawText(),
        };
        if (found is not null && !allowed.Contains(found, StringComparer.Ordinal))
        {
            throw Error(
                $"{place} is {ShownName.From(found)}, where "
                + $"{string.Join(" or ", allowed.Select(value => value.Length == 0 ? "nothing" : ShownName.From(value)))} is supported");
        }
    }

    private int Id(JsonElement value, string token) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var id) && id >= 0
            ? id
            : throw Error($"token {ShownName.From(token)} has no whole number from 0 for an id");

    private static JsonElement? Find(JsonElement map, string key) => map.TryGetProperty(key, out var value) ? value : null;

    private static string? Text(JsonElement map, string key) =>
        map.ValueKind == JsonValueKind.Object && Find(map, key) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private RewardLabException Error(string problem) => new($"{_path}: {problem}.");
}
