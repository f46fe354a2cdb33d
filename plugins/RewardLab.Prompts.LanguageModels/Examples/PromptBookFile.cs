using RewardLab.Abstractions;
using RewardLab.Runs.Files;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace RewardLab.Prompts.LanguageModels.Examples;

/// <summary>Reads files of instructions and examples.</summary>
internal static class PromptBookFile
{
    /// <summary>The file that comes along with the plugin.</summary>
    public const string ShippedName = "prompts.yaml";

    private const int MaxBytes = 1 << 20;
    private const int MaxOutputs = 200;
    private const int MaxTextLength = 2_000;

    /// <summary>The examples that come along, with the user's.</summary>
    /// <param name="pluginFolder">Where <see cref="ShippedName"/> lies.</param>
    /// <param name="path">The user's file; empty for none.</param>
    /// <param name="mode">What it does to those that come along.</param>
    /// <exception cref="RewardLabException">A file cannot be read or is of another layout; says where.</exception>
    public static PromptBook Read(string pluginFolder, string path, ExamplesMode mode)
    {
        if (path.Length > 0 && mode == ExamplesMode.Replace)
        {
            return Whole(Parse(path), path);
        }

        var shipped = Path.Combine(pluginFolder, ShippedName);
        var book = Whole(Parse(shipped), shipped);
        return path.Length == 0 ? book : Extend(book, Parse(path), path);
    }

    private static PromptBook Whole(PromptBookText text, string path)
    {
        var empty = new PromptBook(
            text.Instruction?.Trim() is { Length: > 0 } instruction
                ? instruction
                : throw new RewardLabException($"{path}: 'instruction' is missing: what a model is told to do."),
            text.Classification?.Trim() is { Length: > 0 } classification
                ? classification
                : throw new RewardLabException($"{path}: 'classification' is missing: how a model names a prompt's categories."),
            []);
        var book = Extend(empty, text, path);
        return book.Categories.Count > 0
            ? book
            : throw new RewardLabException($"{path}: 'categories' is missing; write at least one, with a name, a description and examples.");
    }

    private static PromptBook Extend(PromptBook book, PromptBookText text, string path)
    {
        var categories = book.Categories.ToList();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (index, entry) in (text.Categories ?? []).Index())
        {
            var name = entry?.Name?.Trim() ?? "";
            if (name.Length == 0 || name.Length > 40 || !name.All(character => char.IsLetterOrDigit(character) || character is '-' or '_'))
            {
                throw new RewardLabException($"{path}: category {index + 1} needs a 'name' of letters, digits and hyphens, at most 40.");
            }

            if (!names.Add(name))
            {
                throw new RewardLabException($"{path}: category '{name}' comes twice; join the two.");
            }

            var place = $"{path}: category '{name}'";
            var known = categories.FindIndex(category => string.Equals(category.Name, name, StringComparison.OrdinalIgnoreCase));
            var examples = (entry!.Examples ?? []).Select((example, i) => Example(example, $"{place}, example {i + 1}")).ToArray();
            var description = entry.Description?.Trim() is { Length: > 0 } words ? Line(words, $"{place}: 'description'") : null;
            if (known >= 0)
            {
                var old = categories[known];
                categories[known] = old with { Description = description ?? old.Description, Examples = [.. old.Examples, .. examples] };
                continue;
            }

            categories.Add(new PromptCategory(
                name,
                description ?? throw new RewardLabException($"{place} needs a 'description': what belongs there."),
                examples.Length > 0 ? examples : throw new RewardLabException($"{place} needs 'examples', at least one.")));
        }

        return new PromptBook(
            text.Instruction?.Trim() is { Length: > 0 } instruction ? instruction : book.Instruction,
            text.Classification?.Trim() is { Length: > 0 } classification ? classification : book.Classification,
            categories);
    }

    private static PromptExample Example(PromptBookText.ExampleText? example, string place)
    {
        var outputs = example?.Outputs ?? [];
        return outputs.Count is > 0 and <= MaxOutputs
            ? new PromptExample(Line(example!.Prompt, $"{place}: 'prompt'"), [.. outputs.Select((output, i) => Line(output, $"{place}, output {i + 1}"))])
            : throw new RewardLabException($"{place} needs 'outputs', 1 to {MaxOutputs} of them.");
    }

    private static string Line(string? text, string place) =>
        string.IsNullOrWhiteSpace(text) ? throw new RewardLabException($"{place} is empty; write a text.")
        : text.Length > MaxTextLength ? throw new RewardLabException($"{place} has {text.Length} characters; at most {MaxTextLength} are allowed.")
        : text.Any(char.IsControl) ? throw new RewardLabException($"{place} must be one line without control characters.")
        : text.Trim();

    private static PromptBookText Parse(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxBytes })
            {
                throw new RewardLabException($"'{path}' is larger than {MaxBytes >> 20} MB, so hardly a file of examples.");
            }

            using var stream = RegularFile.OpenRead(path);
            using var reader = TextFile.Open(stream, path);
            return YamlText.Read(
                reader,
                parser => new DeserializerBuilder()
                    .WithNamingConvention(CamelCaseNamingConvention.Instance)
                    .WithDuplicateKeyChecking()
                    .Build()
                    .Deserialize<PromptBookText?>(parser),
                (line, column, reason) => $"{path}({line},{column}): is not a file of examples: {reason}")
                ?? throw new RewardLabException($"'{path}' is empty; write 'instruction', 'classification' or 'categories'.");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RewardLabException($"There is no file '{path}' of examples for language models.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RewardLabException($"'{path}' cannot be read: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }
}
