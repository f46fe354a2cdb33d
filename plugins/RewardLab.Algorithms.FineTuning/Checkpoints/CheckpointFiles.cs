using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Training;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Checkpoints;

/// <summary>Two generations of checkpoints, each whole or not at all, with a hash of all that is in it; a damaged newest one falls back to the older.</summary>
/// <remarks>What it tells the user goes past the run's events, which shall read as those of a run never stopped.</remarks>
internal sealed class CheckpointFiles(IRun run, string name, LoraAdapter adapter, AdamW optimizer, IReadOnlyDictionary<string, object?> settings, Action<string> log)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private string FolderPath => Path.Combine(run.Folder, "checkpoints");

    /// <summary>Writes the state after an epoch; the generation before it stays.</summary>
    public void Write(TrainingState state)
    {
        Directory.CreateDirectory(FolderPath);
        var tensors = Tensors();
        var notes = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["state"] = JsonSerializer.Serialize(state, Json),
            ["settings"] = JsonSerializer.Serialize(settings, Json),
            ["events"] = run.EventCount.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        notes["hash"] = Hash(notes, tensors.Keys.Order(StringComparer.Ordinal).Select(key => (key, tensors[key])));
        SafetensorsWriter.Write(PathOf(state.Epoch % 2), tensors, notes);
    }

    /// <summary>Reads the newest checkpoint that is whole into adapter and optimizer; null where there is none.</summary>
    /// <exception cref="RewardLabException">It was written with other settings, which the user did not allow; or no generation is whole.</exception>
    public TrainingState? Read()
    {
        var failures = new List<string>();
        var found = new List<(TrainingState State, string Path)>();
        foreach (var path in ((int[])[0, 1]).Select(PathOf).Where(File.Exists))
        {
            try
            {
                found.Add((Check(path), path));
            }
            catch (RewardLabException exception)
            {
                failures.Add(exception.Message);
            }
        }

        foreach (var failure in failures)
        {
            log($"{name}: {failure} Going on from the checkpoint before it.");
        }

        if (found.Count == 0)
        {
            return failures.Count == 0 ? null : throw new RewardLabException($"{name}: no checkpoint is whole: {string.Join(" ", failures)} Delete the run's folder 'checkpoints' to train from the start.");
        }

        var (state, newest) = found.MaxBy(entry => entry.State.Epoch);
        using var scope = NewDisposeScope();
        using var file = SafetensorsFile.Open(newest);
        RequireSameSettings(file);
        using (no_grad())
        {
            foreach (var (key, value) in adapter.Parameters)
            {
                file.CopyTo("parameter." + key, value);
            }
        }

        optimizer.LoadState(key => file.Read(key), state.StepCount);
        run.SkipEventsTo(long.Parse(file.Metadata["events"], System.Globalization.CultureInfo.InvariantCulture));
        log($"{name}: goes on after epoch {state.Epoch}.");
        return state;
    }

    private string PathOf(int generation) => Path.Combine(FolderPath, $"{name.Replace('/', '-')}-{(generation == 0 ? "even" : "odd")}.safetensors");

    private Dictionary<string, Tensor> Tensors()
    {
        var tensors = adapter.Parameters.ToDictionary(parameter => "parameter." + parameter.Name, parameter => (Tensor)parameter.Value, StringComparer.Ordinal);
        foreach (var (key, value) in optimizer.State())
        {
            tensors[key] = value;
        }

        return tensors;
    }

    private static TrainingState Check(string path)
    {
        using var scope = NewDisposeScope();
        using var file = SafetensorsFile.Open(path);
        foreach (var note in (string[])["state", "settings", "events", "hash"])
        {
            if (!file.Metadata.ContainsKey(note))
            {
                throw new RewardLabException($"Checkpoint {path} is damaged: '{note}' is missing.");
            }
        }

        var hash = Hash(file.Metadata.Where(note => note.Key is "state" or "settings" or "events"), file.Tensors.Keys.Order(StringComparer.Ordinal).Select(key => (key, file.Read(key))));
        return hash == file.Metadata["hash"]
            ? JsonSerializer.Deserialize<TrainingState>(file.Metadata["state"], Json)!
            : throw new RewardLabException($"Checkpoint {path} is damaged: its hash does not fit its contents.");
    }

    private static string Hash(IEnumerable<KeyValuePair<string, string>> notes, IEnumerable<(string Name, Tensor Value)> tensors)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (key, text) in notes.OrderBy(note => note.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{key}\n{text}\n"));
        }

        foreach (var (key, value) in tensors)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(key + "\n"));
            using var scope = NewDisposeScope();
            hash.AppendData(value.detach().contiguous().cpu().bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private void RequireSameSettings(SafetensorsFile file)
    {
        using var stored = JsonDocument.Parse(file.Metadata["settings"]);
        using var wanted = JsonDocument.Parse(JsonSerializer.Serialize(settings, Json));
        var differences = wanted.RootElement.EnumerateObject()
            .Where(setting => stored.RootElement.TryGetProperty(setting.Name, out var before) ? !JsonElement.DeepEquals(before, setting.Value) : !IsEmptyText(setting.Value))
            .Select(setting => $"{setting.Name} is {Shown(setting.Value)}, was {(stored.RootElement.TryGetProperty(setting.Name, out var before) ? Shown(before) : "not there")}")
            .ToArray();
        if (differences.Length == 0)
        {
            return;
        }

        var list = string.Join("; ", differences);
        if (!run.AllowsOtherSettings)
        {
            throw new RewardLabException($"{name}: the checkpoint was written with other settings: {list}. Put them back, or go on all the same with --force.");
        }

        log($"{name}: goes on with other settings: {list}.");
    }

    // What an earlier version did not know, it did not have.
    private static bool IsEmptyText(JsonElement value) => value.ValueKind == JsonValueKind.String && value.GetString()!.Length == 0;

    private static string Shown(JsonElement value) => value.GetRawText() is { Length: > 80 } text ? text[..77] + "..." : value.GetRawText();
}
