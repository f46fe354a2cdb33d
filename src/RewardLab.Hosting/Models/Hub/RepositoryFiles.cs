using System.Text.RegularExpressions;

namespace RewardLab.Hosting.Models.Hub;

/// <summary>Chooses what to fetch of a repository that holds the same weights many times over.</summary>
public static class RepositoryFiles
{
    private static readonly string[] ForPeople = [".md", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".mp4", ".pdf", ".ipynb", ".py", ".lock"];
    private static readonly string[] OfOthers = [".msgpack", ".h5", ".ot", ".tflite", ".pb", ".mlmodel", ".mlpackage", ".gguf", ".ggml", ".engine", ".xml"];
    private static readonly string[] Pickled = [".bin", ".pt", ".pth", ".ckpt"];
    private static readonly string[] OtherFolders = ["openvino", "coreml", "flax", "tflite", "safety_checker", "runs", "logs"];
    private static readonly string[] TrainingState = ["training_args.bin", "optimizer.bin", "optimizer.pt", "scheduler.bin", "scheduler.pt", "rng_state.pth"];

    // fp16 beside what it was made of; weights before their running average was taken; ONNX in fewer bits.
    private static readonly Regex Variant = new(
        @"\.(fp16|bf16|fp32|non_ema)(\.|-|$)|[_-](quantized|fp16|int8|uint8|q4|q4f16|bnb4|q8)\.onnx|\.index\.(fp16|bf16)\.",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase);

    /// <summary>The files of a repository that are to be fetched.</summary>
    /// <param name="files">All that the repository has, with forward slashes.</param>
    /// <param name="patterns">Patterns of names wanted, * and ? standing for anything, "/" too; empty for what this program can use: configurations, tokenizers
    /// and one copy of the weights, in safetensors before others.</param>
    /// <returns>Those of <paramref name="files"/> that are wanted, in order.</returns>
    public static IReadOnlyList<string> Choose(IReadOnlyCollection<string> files, IReadOnlyCollection<string> patterns)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(patterns);
        if (patterns.Count > 0)
        {
            var wanted = patterns.Select(Glob).ToArray();
            return [.. files.Where(file => wanted.Any(pattern => pattern.IsMatch(file)))];
        }

        var usable = files.Where(IsUsable).ToArray();
        var isPipeline = usable.Contains("model_index.json", StringComparer.Ordinal);
        return [.. usable.Where(file => !IsDouble(file, usable) && !(isPipeline && Folder(file).Length == 0 && IsWeights(file)))];
    }

    private static bool IsUsable(string file)
    {
        var name = Name(file);
        return name[0] != '.' && !Ends(name, ForPeople) && !Ends(name, OfOthers) && !TrainingState.Contains(name, StringComparer.OrdinalIgnoreCase)
            && !name.StartsWith("LICENSE", StringComparison.OrdinalIgnoreCase)
            && !file.Split('/')[..^1].Any(folder => OtherFolders.Contains(folder, StringComparer.OrdinalIgnoreCase) || folder[0] == '.');
    }

    // The same weights, or an index of them, in a form that this program likes less than another that is there.
    private static bool IsDouble(string file, IReadOnlyCollection<string> files)
    {
        if (!IsWeights(file))
        {
            return false;
        }

        var beside = files.Where(other => other != file && IsWeights(other) && Folder(other) == Folder(file)).ToArray();
        if (Variant.IsMatch(Name(file)))
        {
            return beside.Any(other => !Variant.IsMatch(Name(other)) && IsOnnx(other) == IsOnnx(file));
        }

        return (IsPickled(file) && beside.Any(other => IsSafe(other) && !Variant.IsMatch(Name(other))))
            || (IsOnnx(file) && files.Any(other => !IsOnnx(other) && IsWeights(other)))
            || (Name(file) is "model.onnx" or "model.onnx_data"
                && beside.Any(other => Name(other) == "text_model.onnx")
                && beside.Any(other => Name(other) == "vision_model.onnx"));
    }

    private static bool IsWeights(string file) => IsSafe(file) || IsPickled(file) || IsOnnx(file);

    private static bool IsSafe(string file) =>
        file.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) || file.Contains(".safetensors.index.", StringComparison.OrdinalIgnoreCase);

    private static bool IsPickled(string file) => Ends(file, Pickled) || file.Contains(".bin.index.", StringComparison.OrdinalIgnoreCase);

    private static bool IsOnnx(string file) => file.Contains(".onnx", StringComparison.OrdinalIgnoreCase);

    private static bool Ends(string name, IEnumerable<string> extensions) =>
        extensions.Any(extension => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase));

    private static string Name(string file) => file[(file.LastIndexOf('/') + 1)..];

    private static string Folder(string file) => file[..Math.Max(0, file.LastIndexOf('/'))];

    // As the hub's own tools have it: a pattern of a folder stands for all in it.
    private static Regex Glob(string pattern)
    {
        var escaped = Regex.Escape(pattern.EndsWith('/') ? pattern + "*" : pattern);
        var expression = escaped.Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal);
        return new Regex($"^{expression}$", RegexOptions.NonBacktracking);
    }
}
