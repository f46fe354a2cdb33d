using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Torch.Tensors;
using static TorchSharp.torch;

namespace RewardLab.Torch.Weights;

/// <summary>Weights spread over several files by an index such as model.safetensors.index.json or pytorch_model.bin.index.json. Thread-safe.</summary>
public sealed class ShardedWeights : IWeightSource
{
    private const long MaxIndexBytes = 100_000_000;
    private const string PickleExtension = ".bin";
    private readonly Dictionary<string, IWeightSource> _shardOf;
    private readonly IWeightSource[] _shards;

    private ShardedWeights(string path, Dictionary<string, IWeightSource> shardOf, IWeightSource[] shards)
    {
        Path = path;
        _shardOf = shardOf;
        _shards = shards;
        Tensors = shardOf.ToDictionary(entry => entry.Key, entry => entry.Value.Tensors[entry.Key], StringComparer.Ordinal);
        Metadata = shards.Length == 0 ? new Dictionary<string, string>(StringComparer.Ordinal) : shards[0].Metadata;
    }

    /// <inheritdoc/>
    public string Path { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <summary>The text in the first file by name.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens an index and every file that it names, all of which must lie beside it.</summary>
    /// <exception cref="RewardLabException">
    /// The index is missing or malformed, names a file that is not a plain name or does not exist, or disagrees with the files about a tensor.
    /// </exception>
    public static ShardedWeights Open(string indexPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(indexPath);
        var fileOf = ReadIndex(indexPath);
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(indexPath))!;
        var opened = new SortedDictionary<string, IWeightSource>(StringComparer.Ordinal);
        try
        {
            foreach (var file in fileOf.Values.Distinct(StringComparer.Ordinal))
            {
                opened.Add(file, OpenShard(System.IO.Path.Combine(folder, file)));
            }

            foreach (var (file, shard) in opened)
            {
                var stray = shard.Tensors.Keys.Where(name => !fileOf.TryGetValue(name, out var named) || named != file).ToArray();
                if (stray.Length > 0)
                {
                    throw new RewardLabException($"{indexPath}: does not place in '{file}' what that file holds: {ShownName.List(stray)}.");
                }
            }

            var absent = fileOf.Where(entry => !opened[entry.Value].Tensors.ContainsKey(entry.Key)).ToArray();
            return absent.Length == 0
                ? new ShardedWeights(
                    indexPath, fileOf.ToDictionary(entry => entry.Key, entry => opened[entry.Value], StringComparer.Ordinal), [.. opened.Values])
                : throw new RewardLabException(
                    $"{indexPath}: names tensors that are not in their files: {ShownName.List([.. absent.Select(entry => $"{entry.Key} in {entry.Value}")])}.");
        }
        catch
        {
            foreach (var shard in opened.Values)
            {
                shard.Dispose();
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public Tensor Read(string name, Device? device = null) => Find(name).Read(name, device);

    /// <inheritdoc/>
    public void CopyTo(string name, Tensor destination) => Find(name).CopyTo(name, destination);

    /// <summary>Closes every file.</summary>
    public void Dispose()
    {
        foreach (var shard in _shards)
        {
            shard.Dispose();
        }
    }

    private static IWeightSource OpenShard(string path) =>
        path.EndsWith(PickleExtension, StringComparison.Ordinal) ? TorchCheckpoint.Open(path) : SafetensorsFile.Open(path);

    private static Dictionary<string, string> ReadIndex(string indexPath)
    {
        using var document = JsonFile.Read(indexPath, MaxIndexBytes);
        try
        {
            return ReadWeightMap(indexPath, document.RootElement);
        }
        catch (InvalidOperationException exception)
        {
            // A string with half a surrogate pair cannot be read as text.
            throw new RewardLabException($"{indexPath}: has a name that is not valid text; it is damaged.", exception);
        }
    }

    private static Dictionary<string, string> ReadWeightMap(string indexPath, JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("weight_map", out var map) || map.ValueKind != JsonValueKind.Object)
        {
            throw new RewardLabException($"{indexPath}: has no object 'weight_map'; it is not an index of weights.");
        }

        var fileOf = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in map.EnumerateObject())
        {
            var file = entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString()! : "";
            if (!IsPlainFileName(file))
            {
                throw new RewardLabException(
                    $"{indexPath}: places tensor {ShownName.From(entry.Name)} in {ShownName.From(file)}, "
                    + "which is not the plain name of a .safetensors or .bin file beside it.");
            }

            if (!fileOf.TryAdd(entry.Name, file))
            {
                throw new RewardLabException($"{indexPath}: names tensor {ShownName.From(entry.Name)} twice.");
            }
        }

        return fileOf;
    }

    // Separators of every system are refused, so that an index means the same everywhere and never reaches out of its folder.
    private static bool IsPlainFileName(string file) =>
        file.Length <= 255 && (file.EndsWith(".safetensors", StringComparison.Ordinal) || file.EndsWith(PickleExtension, StringComparison.Ordinal))
        && !file.Any(c => c is '/' or '\\' or ':' || char.IsControl(c)) && file[0] != '.';

    private IWeightSource Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _shardOf.TryGetValue(name, out var shard) ? shard : throw new RewardLabException($"{Path}: has no tensor {ShownName.From(name)}.");
    }
}
