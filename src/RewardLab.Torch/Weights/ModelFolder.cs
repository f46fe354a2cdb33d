using RewardLab.Abstractions;
using RewardLab.Torch.Tensors;

namespace RewardLab.Torch.Weights;

/// <summary>
/// A model's folder as Hugging Face lays it out: a configuration and weights, or sub-folders of such (a pipeline). Several folders can be seen as
/// one, such as weights from one repository and a tokenizer from another.
/// </summary>
public sealed class ModelFolder
{
    private const string ReducedVariant = "fp16";
    private static readonly string[] BaseNames = ["model", "diffusion_pytorch_model", "open_clip_model"];
    private static readonly string[] PickleNames = ["pytorch_model", "diffusion_pytorch_model", "open_clip_pytorch_model"];
    private readonly string[] _others;

    private ModelFolder(string path, params string[] others) => (Path, _others) = (path, others);

    /// <summary>The folder, absolute; the first of several.</summary>
    public string Path { get; }

    /// <summary>Opens a folder.</summary>
    /// <exception cref="RewardLabException">There is no such folder.</exception>
    public static ModelFolder Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var full = System.IO.Path.GetFullPath(path);
        return Directory.Exists(full)
            ? new ModelFolder(full)
            : throw new RewardLabException(
                File.Exists(full) ? $"{full}: is a file; name the model's folder." : $"{full}: there is no such folder; a model's folder is needed here.");
    }

    /// <summary>Opens folders that together hold a model; what several have is taken from the first.</summary>
    /// <param name="paths">At least one folder.</param>
    /// <exception cref="RewardLabException">One of them is not there.</exception>
    public static ModelFolder Open(IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        if (paths.Count == 0)
        {
            throw new ArgumentException("At least one folder is needed.", nameof(paths));
        }

        var folders = paths.Select(path => Open(path).Path).ToArray();
        return new ModelFolder(folders[0], folders[1..]);
    }

    /// <summary>Whether there is a sub-folder.</summary>
    public bool HasSub(string name) => Directory.Exists(Inside(name));

    /// <summary>Opens a sub-folder, such as "unet".</summary>
    /// <exception cref="RewardLabException">There is none, or the name is not a plain name; the message says what is there.</exception>
    public ModelFolder Sub(string name)
    {
        var path = Inside(name);
        return Directory.Exists(path) ? new ModelFolder(path) : throw new RewardLabException($"{Path}: has no folder '{name}'; found {Contents()}.");
    }

    /// <summary>Whether there is a file.</summary>
    public bool HasFile(string name) => File.Exists(Inside(name));

    /// <summary>The path of a file that must be there.</summary>
    /// <exception cref="RewardLabException">It is not there, or the name is not a plain name; the message says what is.</exception>
    public string FilePath(string name)
    {
        var path = Inside(name);
        return File.Exists(path) ? path : throw new RewardLabException($"{Path}: has no file '{name}'; found {Contents()}.");
    }

    /// <summary>The text of config.json, or of another file such as scheduler_config.json.</summary>
    /// <exception cref="RewardLabException">The file is missing or cannot be read.</exception>
    public string ReadConfig(string name = "config.json")
    {
        var path = FilePath(name);
        try
        {
            return TextFile.Read(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RewardLabException($"{path}: cannot be read: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    /// <summary>Whether the folder holds weights that can be read.</summary>
    public bool HasWeights(string? variant = null) => FindWeights(variant) is not null;

    /// <summary>
    /// Opens the weights: model.safetensors or diffusion_pytorch_model.safetensors, or the index of several files. Where only an fp16 variant is
    /// there, it is taken; where there are no safetensors, one file of torch.save: pytorch_model.bin or diffusion_pytorch_model.bin.
    /// </summary>
    /// <param name="variant">A variant that must be taken, such as "fp16" for model.fp16.safetensors; none when null.</param>
    /// <exception cref="RewardLabException">There are no weights, or not in safetensors; the message says what is there.</exception>
    public IWeightSource OpenWeights(string? variant = null)
    {
        if (FindWeights(variant) is { } path)
        {
            return OpenFile(path);
        }

        var hint = Directory.EnumerateFiles(Path)
            .Any(file => file.EndsWith(".bin", StringComparison.Ordinal) || file.EndsWith(".ckpt", StringComparison.Ordinal))
            ? "; convert what is there to safetensors first"
            : "";
        throw new RewardLabException(
            $"{Path}: has no weights, looked for {string.Join(", ", Candidates(variant).Select(System.IO.Path.GetFileName))}; found {Contents()}{hint}.");
    }

    /// <summary>Opens the first of some files that is there, under a name that its publisher gave it; else as <see cref="OpenWeights(string?)"/>.</summary>
    /// <param name="names">File names, such as "ImageReward.pt".</param>
    /// <exception cref="RewardLabException">There are no weights; the message says what is there.</exception>
    public IWeightSource OpenWeights(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return names.FirstOrDefault(HasFile) is { } name ? OpenFile(FilePath(name)) : HasWeights() ? OpenWeights((string?)null)
            : throw new RewardLabException(
                $"{Path}: has no weights, looked for {string.Join(", ", names)}, model.safetensors and pytorch_model.bin; found {Contents()}.");
    }

    private static IWeightSource OpenFile(string path) => System.IO.Path.GetExtension(path) switch
    {
        ".json" => ShardedWeights.Open(path),
        ".safetensors" => SafetensorsFile.Open(path),
        _ => TorchCheckpoint.Open(path),
    };

    private string? FindWeights(string? variant) =>
        (variant is null ? Candidates(null).Concat(Candidates(ReducedVariant)) : Candidates(variant))
            .Where(File.Exists)
            .OrderBy(path => System.IO.Path.GetFileName(path).Contains(".bin", StringComparison.Ordinal))
            .FirstOrDefault();

    private IEnumerable<string> Candidates(string? variant)
    {
        var infix = variant is null ? "" : "." + variant;
        return BaseNames.Select(name => Inside($"{name}{infix}.safetensors"))
            .Concat(BaseNames.Select(name => Inside($"{name}.safetensors.index{infix}.json")))
            .Concat(PickleNames.Select(name => Inside($"{name}{infix}.bin")))
            .Concat(PickleNames.Select(name => Inside($"{name}.bin.index{infix}.json")));
    }

    // Names come from configurations too: none may reach out of the folder.
    private string Inside(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return name is not ("." or "..") && !name.Any(c => c is '/' or '\\' or ':' || char.IsControl(c))
            ? _others.Prepend(Path).Select(folder => System.IO.Path.Combine(folder, name)).FirstOrDefault(System.IO.Path.Exists)
                ?? System.IO.Path.Combine(Path, name)
            : throw new RewardLabException($"{Path}: {ShownName.From(name)} is not a plain name of a file or folder in it.");
    }

    private string Contents()
    {
        var names = _others.Prepend(Path).SelectMany(Directory.EnumerateFileSystemEntries)
            .Select(entry => System.IO.Path.GetFileName(entry) + (Directory.Exists(entry) ? "/" : ""))
            .Order(StringComparer.Ordinal)
            .ToArray();
        return names.Length == 0 ? "nothing" : ShownName.List(names, shownCount: 12);
    }
}
