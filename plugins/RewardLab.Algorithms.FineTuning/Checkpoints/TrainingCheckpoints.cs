using System.Text.Json;
using System.Text.Json.Serialization;
using RewardLab.Abstractions;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Training;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Checkpoints;

/// <summary>A fine-tuning's checkpoints: its state, and as data adapter and optimizer as safetensors.</summary>
/// <param name="run">Keeps them.</param>
/// <param name="name">The fine-tuning's name.</param>
/// <param name="settings">All that an epoch depends on.</param>
/// <param name="adapter">What is trained.</param>
/// <param name="optimizer">AdamW over the adapter.</param>
/// <param name="oldPolicy">The moving average of the adapter; null where none is kept.</param>
/// <param name="log">Told what the user should know, past the run's events.</param>
internal sealed class TrainingCheckpoints(
    IRun run, string name, CheckpointSettings settings, LoraAdapter adapter, AdamW optimizer, ExponentialMovingAverage? oldPolicy, Action<string> log)
{
    private const string OldPrefix = "old.";

    private readonly ICheckpoints _checkpoints = run.OpenCheckpoints(name, settings);

    /// <summary>How states are written.</summary>
    public static JsonSerializerOptions Json { get; } =
        new(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Writes the state after an epoch.</summary>
    public void Write(TrainingState state) =>
        _checkpoints.Write(state.Epoch, JsonSerializer.Serialize(state, Json), stream => SafetensorsWriter.Write(stream, Tensors()));

    /// <summary>Reads the latest checkpoint, that of an earlier version among them, into adapter and optimizer; null where there is none.</summary>
    /// <exception cref="RewardLabException">It was written with other settings, which the user did not allow; or none is whole.</exception>
    public TrainingState? Read()
    {
        TrainingState state;
        if (_checkpoints.Read() is { } latest)
        {
            state = JsonSerializer.Deserialize<TrainingState>(latest.State, Json)!;
            using var data = SafetensorsFile.Open(latest.Path, latest.DataOffset, latest.DataLength);
            Load(data, state);
        }
        else if (FormerCheckpoint.Find(run.Folder, name, log) is { } former)
        {
            _checkpoints.RequireSettings(former.Settings);
            state = former.State;
            using var data = SafetensorsFile.Open(former.Path);
            Load(data, state);
            _checkpoints.RewindEvents(former.EventCount);
        }
        else
        {
            return null;
        }

        log($"{name}: resumes after epoch {state.Epoch}.");
        return state;
    }

    private void Load(SafetensorsFile data, TrainingState state)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        foreach (var (key, value) in adapter.Parameters)
        {
            data.CopyTo("parameter." + key, value);
        }

        optimizer.LoadState(key => data.Read(key), state.StepCount);
        oldPolicy?.LoadState(key => data.Read(OldPrefix + key));
    }

    private Dictionary<string, Tensor> Tensors()
    {
        var tensors = adapter.Parameters.ToDictionary(parameter => "parameter." + parameter.Name, parameter => (Tensor)parameter.Value, StringComparer.Ordinal);
        foreach (var (key, value) in optimizer.State())
        {
            tensors[key] = value;
        }

        foreach (var (key, value) in oldPolicy?.State() ?? [])
        {
            tensors[OldPrefix + key] = value;
        }

        return tensors;
    }
}
