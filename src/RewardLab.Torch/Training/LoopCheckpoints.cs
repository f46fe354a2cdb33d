using System.Globalization;
using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Torch.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RewardLab.Torch.Training;

/// <summary>A training loop's checkpoints: progress and the best weights' score as state;
/// weights, averages, moments and the best weights as safetensors.</summary>
internal sealed class LoopCheckpoints(
    IRun run, TrainingLoopOptions options, (string Name, Parameter Value)[] parameters, AdamW optimizer, ExponentialMovingAverage average, BestWeights best)
{
    private const string ParameterPrefix = "parameter.";
    private const string AveragePrefix = "average.";
    private const string BestPrefix = "best.";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly ICheckpoints _checkpoints = run.OpenCheckpoints(options.Stage, options.Settings);

    // Versions that kept one generation, without a hash, wrote it here.
    private string FormerPath => Path.Combine(run.Folder, "checkpoints", $"{options.Stage}.safetensors");

    /// <summary>Writes a checkpoint.</summary>
    public void Write(LoopProgress progress)
    {
        var state = new LoopState(progress.Step, progress.LossSum, progress.LossCount, best.Score, best.Step, best.Stale);
        _checkpoints.Write(progress.Step, JsonSerializer.Serialize(state, Json), stream => SafetensorsWriter.Write(stream, Tensors()));
    }

    /// <summary>Reads the latest checkpoint into weights, optimizer and averages.</summary>
    /// <returns>Step 0 where there is none.</returns>
    /// <exception cref="RewardLabException">It was written with other settings, which the user did not allow; or none is whole.</exception>
    public LoopProgress Read()
    {
        if (_checkpoints.Read() is { } latest)
        {
            using var data = SafetensorsFile.Open(latest.Path, latest.DataOffset, latest.DataLength);
            return Load(data, JsonSerializer.Deserialize<LoopState>(latest.State, Json)!);
        }

        if (!File.Exists(FormerPath))
        {
            return new LoopProgress(0, 0, 0);
        }

        using var former = SafetensorsFile.Open(FormerPath);
        _checkpoints.RewindEvents((long)FormerNumber(former, "events"));
        return Load(former, new LoopState(
            (long)FormerNumber(former, "step"),
            FormerNumber(former, "lossSum"),
            (long)FormerNumber(former, "lossCount"),
            former.Metadata.ContainsKey("bestScore") ? FormerNumber(former, "bestScore") : null,
            former.Metadata.ContainsKey("bestScore") ? (long)FormerNumber(former, "bestStep") : 0,
            former.Metadata.ContainsKey("bestScore") ? (int)FormerNumber(former, "stale") : 0));
    }

    private LoopProgress Load(SafetensorsFile data, LoopState state)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        foreach (var (name, value) in parameters)
        {
            data.CopyTo(ParameterPrefix + name, value);
        }

        average.LoadState(name => data.Read(AveragePrefix + name));
        optimizer.LoadState(name => data.Read(name), state.Step);
        if (state.BestScore is { } score)
        {
            best.Load(score, state.BestStep, state.Stale, name => data.Read(BestPrefix + name));
        }

        return new LoopProgress(state.Step, state.LossSum, state.LossCount);
    }

    private Dictionary<string, Tensor> Tensors()
    {
        var tensors = parameters.ToDictionary(parameter => ParameterPrefix + parameter.Name, parameter => (Tensor)parameter.Value, StringComparer.Ordinal);
        foreach (var (name, value) in average.State())
        {
            tensors[AveragePrefix + name] = value;
        }

        foreach (var (name, value) in optimizer.State())
        {
            tensors[name] = value;
        }

        foreach (var (name, value) in best.Tensors())
        {
            tensors[BestPrefix + name] = value;
        }

        return tensors;
    }

    private static double FormerNumber(SafetensorsFile file, string name) =>
        file.Metadata.TryGetValue(name, out var text) && double.TryParse(text, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new RewardLabException($"{file.Path}: '{name}' is not noted; delete the file to train from the start.");

    private sealed record LoopState(long Step, double LossSum, long LossCount, double? BestScore, long BestStep, int Stale);
}
