using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Hosting.Models;
using RewardLab.Torch.Memory;
using RewardLab.Torch.Scoring;
using TorchSharp;

namespace RewardLab.Doctor;

/// <summary>Which of the registered image models fit into memory, in which precision.</summary>
/// <param name="models">The registry's models.</param>
/// <param name="gpu">The GPU that models would compute on; null for none.</param>
internal sealed class ModelMemoryCheck(Func<IReadOnlyList<ModelEntry>> models, Func<torch.Device?> gpu) : ICheck
{
    // Besides the weights: states of one image on its way, and its decoding at full size.
    private const long WorkingBytes = 2L << 30;

    public string Title => "Image models";

    public IEnumerable<CheckLine> Examine()
    {
        var device = gpu();
        var free = (device is null ? HostMemory.FreeBytes : new Placement(device, torch.ScalarType.Float32).FreeBytes) ?? HostMemory.FreeBytes;
        yield return new CheckLine("Memory", $"{Size(free)} free on {device?.ToString() ?? "cpu"}; a model fits with {Size(WorkingBytes)} beside its weights");
        foreach (var model in models().Where(model => model.Kind == ComponentKind.ImageModel && model.Parameters > 0))
        {
            yield return Judge(model, free);
        }
    }

    internal static CheckLine Judge(ModelEntry model, long free)
    {
        var (whole, half) = (4 * model.Parameters, 2 * model.Parameters);
        return whole + WorkingBytes <= free ? new CheckLine(model.Id, $"fits in float32 ({Size(whole)}), bf16 and fp16 ({Size(half)})")
            : half + WorkingBytes <= free ? new CheckLine(model.Id, $"fits in bf16 and fp16 ({Size(half)}), not in float32 ({Size(whole)})")
            : new CheckLine(model.Id, $"does not fit: its weights take {Size(half)} in bf16 and fp16, {Size(whole)} in float32", CheckStatus.Note);
    }

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 30):F1} GB");
}
