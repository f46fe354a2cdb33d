using RewardLab.Abstractions;
using RewardLab.Algorithms.FineTuning.Checkpoints;
using RewardLab.Algorithms.FineTuning.Evaluation;
using TorchSharp;
using TorchSharp.Modules;

namespace RewardLab.Algorithms.FineTuning.Instruments;

/// <summary>The figures as TensorBoard reads them: 'tensorboard --logdir RUN/NAME/tensorboard'.</summary>
/// <remarks>Begun anew when a run resumes and filled with what the checkpoint knows, so that no epoch stands in it twice.</remarks>
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
        state.Looks.ForEach(Add);
    }

    public void Add(EpochFigures figures)
    {
        foreach (var (name, value) in figures.Values)
        {
            _writer.add_scalar("epoch/" + name, (float)value, figures.Epoch);
        }
    }

    public void Add(Look look)
    {
        foreach (var (name, value) in LookFigures.Of(look))
        {
            _writer.add_scalar("held-out/" + name, (float)value, look.Epoch);
        }

        for (var step = 0; step < look.KlOfSteps.Length; step++)
        {
            _writer.add_scalar($"kl-of-step/{step:D3}", (float)look.KlOfSteps[step], look.Epoch);
        }
    }
}
