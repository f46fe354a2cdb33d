using RewardLab.Abstractions;
using RewardLab.Algorithms.FineTuning.Checkpoints;
using RewardLab.Algorithms.FineTuning.Evaluation;
using RewardLab.Algorithms.FineTuning.Metrics;
using TorchSharp;
using TorchSharp.Modules;

namespace RewardLab.Algorithms.FineTuning.Instruments;

/// <summary>The metrics as TensorBoard reads them: 'tensorboard --logdir RUN/NAME/tensorboard'.</summary>
/// <remarks>Begun again when a run resumes and filled with what the checkpoint knows, so that no epoch stands in it twice.</remarks>
internal sealed class TensorBoardFiles
{
    private readonly SummaryWriter _writer;

    public TensorBoardFiles(IRun run, string name, TrainingState state)
    {
        var folder = Path.Combine(run.Folder, name, "tensorboard");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
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
    }
}
