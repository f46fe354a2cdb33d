using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RewardLab.Abstractions;
using RewardLab.Algorithms.FineTuning.Metrics;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Checkpoints;

/// <summary>A checkpoint of version 0.1: a safetensors file, NAME-even or NAME-odd, whose header holds state, settings and a hash.</summary>
/// <param name="Path">The file.</param>
/// <param name="State">What was trained so far.</param>
/// <param name="Settings">The settings, as JSON.</param>
/// <param name="EventCount">Events that the run's log held.</param>
internal sealed record FormerCheckpoint(string Path, TrainingState State, string Settings, long EventCount)
{
    private const string FormerEvaluations = "looks";
    private const string FormerHeldOut = "judges";
    private const string FormerHeldOutPrefix = "judge/";
    private const string FormerRewardOfImages = "rewardOfPictures";

    private static readonly string[] Notes = ["state", "settings", "events"];

    /// <summary>Finds the latest of a fine-tuning's two; a damaged one is told of and passed over.</summary>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="RewardLabException">There are some, and none is whole.</exception>
    public static FormerCheckpoint? Find(string runFolder, string name, Action<string> log)
    {
        var files = ((string[])["even", "odd"])
            .Select(slot => System.IO.Path.Combine(runFolder, "checkpoints", $"{name.Replace('/', '-')}-{slot}.safetensors"));
        var (found, problems) = (new List<FormerCheckpoint>(), new List<string>());
        foreach (var file in files.Where(File.Exists))
        {
            try
            {
                found.Add(Read(file));
            }
            catch (RewardLabException exception)
            {
                problems.Add(exception.Message);
            }
        }

        if (found.Count == 0 && problems.Count > 0)
        {
            throw new RewardLabException($"{name}: no checkpoint is whole: {string.Join(" ", problems)} Delete the run's folder 'checkpoints' to start anew.");
        }

        problems.ForEach(problem => log($"{name}: {problem} Resuming from the checkpoint before it."));
        return found.MaxBy(checkpoint => checkpoint.State.Epoch);
    }

    private static FormerCheckpoint Read(string path)
    {
        using var file = SafetensorsFile.Open(path);
        if (!Notes.Append("hash").All(file.Metadata.ContainsKey) || Hash(file) != file.Metadata["hash"])
        {
            throw new RewardLabException($"Checkpoint {path} is damaged: its hash does not match its contents.");
        }

        var state = JsonNode.Parse(file.Metadata["state"])!.AsObject();
        RenameFormerKeys(state);
        return new FormerCheckpoint(
            path,
            state.Deserialize<TrainingState>(TrainingCheckpoints.Json)!,
            file.Metadata["settings"],
            long.Parse(file.Metadata["events"], CultureInfo.InvariantCulture));
    }

    // What the state's JSON called things then.
    private static void RenameFormerKeys(JsonObject state)
    {
        Rename(state, FormerEvaluations, "evaluations");
        foreach (var evaluation in state["evaluations"]!.AsArray().OfType<JsonObject>())
        {
            Rename(evaluation, FormerHeldOut, "heldOut");
        }

        foreach (var metrics in state["epochs"]!.AsArray().Select(epoch => epoch!["values"]!.AsObject()))
        {
            Rename(metrics, FormerRewardOfImages, MetricKeys.RewardOfImages);
            foreach (var name in metrics.Select(metric => metric.Key).Where(key => key.StartsWith(FormerHeldOutPrefix, StringComparison.Ordinal)).ToArray())
            {
                Rename(metrics, name, MetricKeys.HeldOut(name[FormerHeldOutPrefix.Length..]));
            }
        }
    }

    private static void Rename(JsonObject json, string former, string name)
    {
        if (json.Remove(former, out var value))
        {
            json[name] = value;
        }
    }

    private static string Hash(SafetensorsFile file)
    {
        using var scope = NewDisposeScope();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var note in Notes.Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{note}\n{file.Metadata[note]}\n"));
        }

        foreach (var name in file.Tensors.Keys.Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name + "\n"));
            hash.AppendData(file.Read(name).bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
