using RewardLab.Abstractions;
using RewardLab.Algorithms.FineTuning.Checkpoints;
using RewardLab.Algorithms.FineTuning.Evaluation;
using RewardLab.Algorithms.FineTuning.Metrics;
using RewardLab.Evaluation.Layouts;
using TorchSharp;
using TorchSharp.Modules;

namespace RewardLab.Algorithms.FineTuning.Instruments;

/// <summary>The metrics, and sheets of the held-out images where they are kept, as TensorBoard reads them:
/// 'tensorboard --logdir RUN/NAME/tensorboard'.</summary>
/// <remarks>Begun again when a run resumes and filled with what the checkpoint knows, so that no epoch stands in it twice.</remarks>
internal sealed class TensorBoardFiles
{
    private readonly SummaryWriter _writer;
    private readonly string _heldOut;

    public TensorBoardFiles(IRun run, string name, TrainingState state)
    {
        var folder = Path.Combine(run.Folder, name, "tensorboard");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        _heldOut = Path.Combine(run.Folder, name, HeldOutLayout.Folder);
        _writer = torch.utils.tensorboard.SummaryWriter(folder, createRunName: false);
        state.Epochs.ForEach(Add);
        state.Evaluations.ForEach(Add);
    }

    public void Add(EpochRecord epoch)
    {
        foreach (var (name, value) in epoch.Values)
        {
            _writer.add_scalar("epoch/" + name, (float)value, epoch.Epoch);
        }
    }

    public void Add(EvaluationRecord evaluation)
    {
        foreach (var metric in EvaluationMetrics.From(evaluation).Metrics())
        {
            _writer.add_scalar("held-out/" + MetricKeys.Of(metric), (float)metric.Value, evaluation.Epoch);
        }

        for (var step = 0; step < evaluation.KlOfSteps.Length; step++)
        {
            _writer.add_scalar($"kl-of-step/{step:D3}", (float)evaluation.KlOfSteps[step], evaluation.Epoch);
        }

        var sheet = Path.Combine(_heldOut, HeldOutLayout.SheetName(evaluation.Epoch));
        if (IsPng(sheet))
        {
            _writer.add_img("held-out/images", sheet, evaluation.Epoch);
        }
    }

    // A host may write images otherwise, and the writer takes PNG alone.
    private static bool IsPng(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        var start = new byte[4];
        using var file = File.OpenRead(path);
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.AsSpan(1).SequenceEqual("PNG"u8);
    }
}
