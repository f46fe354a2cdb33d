using RewardLab.Abstractions;
using RewardLab.Evaluation.Checkpoints;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Policies;
using RewardLab.Torch.Text;
using RewardLab.Torch.Training;
using RewardLab.Algorithms.FineTuning.Checkpoints;
using RewardLab.Algorithms.FineTuning.Evaluation;
using RewardLab.Algorithms.FineTuning.Instruments;
using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning;

/// <summary>Epoch after epoch: train, look, listen to the alarm, write down, keep; then choose.</summary>
/// <remarks>
/// Files, under the fine-tuning's name: "lora/...", the chosen adapter, with all of what the model drew with before; "snapshots/epoch-NNNNN/...", those kept;
/// "held-out/epoch-NNNNN.png";
/// "history.json"; "tensorboard". Checkpoints: "checkpoints/NAME-even" and "-odd". Events: "finetune.epoch", "finetune.look", "finetune.alarm",
/// "finetune.skipped", "finetune.fallback", "finetune.memory", "finetune.collapse", "finetune.signal" (there is nothing to learn from), "finetune.prompt" (one
/// is
/// cut at the text encoder's limit), "finetune.base" (no checkpoint beats it), "finetune.finished".
/// </remarks>
internal sealed class FineTuningLoop
{
    private readonly FineTuningOptions _options;
    private readonly OptimizationContext _context;
    private readonly ComponentContext _components;
    private readonly ITrainableImageModel _model;

    public FineTuningLoop(FineTuningOptions options, OptimizationContext context, ComponentContext components)
    {
        _options = options;
        _context = context;
        _components = components;
        _model = context.Model as ITrainableImageModel ?? throw new RewardLabException(
            context.Model is null ? $"{options.Name}: there is no model to fine-tune; name one." : $"{options.Name}: {context.Model.Name} cannot be fine-tuned: only models that open their denoiser can, such as toybox and stable-diffusion.");
        if (context.Reward is null || context.Prompts.Count == 0)
        {
            throw new RewardLabException($"{options.Name}: fine-tuning needs a reward and at least one prompt.");
        }

        if (options.Judge.Length > 0 && context.Observers.All(judge => judge.Name != options.Judge))
        {
            throw new RewardLabException($"{options.Name}: there is no judge '{options.Judge}'; judges are {Listed(context.Observers)}.");
        }

        if (options.Choose == CheckpointRule.Judge && context.Observers.Count == 0)
        {
            throw new RewardLabException($"{options.Name}: 'choose: judge' needs a judge: an observer that is not optimised.");
        }
    }

    private string? JudgeName => _options.Judge.Length > 0 ? _options.Judge : _context.Observers.Count > 0 ? _context.Observers[0].Name : null;

    /// <summary>Fine-tunes to the end, or from the run's last checkpoint to the end.</summary>
    /// <param name="guidanceScale">Guidance with which pictures are drawn.</param>
    /// <param name="adam">The optimizer's settings.</param>
    /// <param name="makeTrainer">Makes the trainer.</param>
    /// <param name="cancellationToken">Answered within two seconds; the checkpoint of the last whole epoch stands.</param>
    /// <returns>The looks, and which of them was chosen; the base's where no checkpoint beats it.</returns>
    public (IReadOnlyList<Look> Looks, Choice Choice) Run(double guidanceScale, AdamWOptions adam, Func<TrainingParts, ITrainer> makeTrainer, CancellationToken cancellationToken)
    {
        var pipeline = _model.Pipeline;
        var seeds = SeedStream.Of(_context.Run.Seed, "fine-tuning/" + _options.Name);
        var lora = new LoraOptions { Rank = _options.Rank, Alpha = _options.Alpha, Targets = _options.TrainTextEncoder ? [.. _options.Targets, .. LoraOptions.TextEncoderTargets] : _options.Targets };
        var adapted = pipeline.Parts.Where(part => _options.TrainTextEncoder || part.Key == LoraLayerName.UNet).ToDictionary(part => part.Key, part => part.Value, StringComparer.Ordinal);
        using var adapter = LoraAdapter.Attach(adapted, lora, seeds.Child("lora"), _model.Adapter);
        pipeline.UNet.RecomputesBlocks = _options.Recompute;
        using var policy = new DenoisingPolicy(pipeline, adapter, Drawing(guidanceScale));
        using var optimizer = new AdamW(adapter.Parameters, adam);
        var settings = new Dictionary<string, object?>(OptionValues.Of(_options), StringComparer.Ordinal)
        {
            ["model"] = _model.Name,
            ["reward"] = _context.Reward!.Name,
            ["judges"] = _context.Observers.Select(judge => judge.Name).ToArray(),
            ["prompts"] = _context.Prompts,
            ["seed"] = _context.Run.Seed,
        };
        settings["adapters"] = _model.Adapter?.Hash() ?? "";
        if (_model.Adapter is { } before)
        {
            _components.Log($"{_options.Name}: goes on from {string.Join("; ", before.Sources)}. " + (adapter.ContinuesBefore
                ? "Its matrices are trained further."
                : FormattableString.Invariant($"{(before.Sources.Count == 1 ? "It stays" : "They stay")} unchanged; rank {_options.Rank} is trained beside, and the delivered adapter holds all, of rank {adapter.Rank}.")));
        }

        var checkpoints = new CheckpointFiles(_context.Run, _options.Name, adapter, optimizer, settings, _components.Log);
        var parts = new TrainingParts(_context, pipeline, adapter, policy, optimizer, checkpoints.Read() ?? new TrainingState(), _components);
        using var trainer = makeTrainer(parts);
        try
        {
            return Run(parts, trainer, checkpoints, cancellationToken);
        }
        finally
        {
            pipeline.UNet.RecomputesBlocks = false;
        }
    }

    private (IReadOnlyList<Look> Looks, Choice Choice) Run(TrainingParts parts, ITrainer trainer, CheckpointFiles checkpoints, CancellationToken cancellationToken)
    {
        var state = parts.State;
        var heldOut = new HeldOut(_options, _context, parts.Policy, _components.WritePicture);
        var snapshots = new LoraSnapshots(_options, _context.Run, parts.Adapter, JudgeName);
        string[] heard = _options.Judge.Length > 0 ? [_options.Judge] : [.. _context.Observers.Select(judge => judge.Name)];
        var alarm = new Alarm(_options, _context.Run, heard, heldOut.PromptIndices);
        var collapse = new CollapseWatch(_options, _context.Run, heldOut.PromptIndices);
        var board = new TensorBoardFiles(_context.Run, _options.Name, state);
        trainer.Prepare(cancellationToken);
        if (state.Looks.Count == 0)
        {
            TellCutPrompts(parts);
            See(epoch: 0);
            checkpoints.Write(state);
        }

        while (state.Epoch < trainer.EpochCount && !state.IsStopped)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var figures = trainer.Train(state.Epoch, cancellationToken);
            state.Epoch++;
            state.Epochs.Add(figures);
            board.Add(figures);
            Emit("finetune.epoch", figures.Epoch, figures.Values);
            if (state.Epoch % _options.EvaluationInterval == 0 || state.Epoch == trainer.EpochCount)
            {
                See(state.Epoch);
                collapse.Watch(state);
                alarm.Listen(state);
            }

            checkpoints.Write(state);
            _context.Run.ReportProgress(_options.Name, state.Epoch, trainer.EpochCount);
        }

        var choice = snapshots.Choose(state, cancellationToken);
        FineTuningReport.Finish(_context.Run, _options, state, choice, AlarmState.Of(_options, state, heard, _context.Prompts.Count), JudgeName, heldOut.PromptIndices);
        return (state.Looks, choice);

        void See(int epoch)
        {
            var look = heldOut.See(epoch, cancellationToken);
            state.Looks.Add(look);
            board.Add(look);
            Emit("finetune.look", epoch, LookFigures.Of(look));
            snapshots.Take(state, cancellationToken);
        }
    }

    private void TellCutPrompts(TrainingParts parts)
    {
        var cuts = new CutTexts("the text encoder", parts.Pipeline.CutTokens, line => Findings.Tell(_context.Run, _options.Name, parts.State, new Finding(0, "finetune.prompt", line)));
        cuts.Report(_context.Prompts);
    }

    private GenerationOptions Drawing(double guidanceScale) => _model.Options with
    {
        StepCount = _options.StepCount,
        GuidanceScale = guidanceScale,
        Eta = _options.Eta,
        BatchSize = _options.SampleBatchSize,
    };

    private void Emit(string kind, int epoch, Dictionary<string, double> values)
    {
        var data = new Dictionary<string, object?>(StringComparer.Ordinal) { ["name"] = _options.Name, ["epoch"] = epoch };
        foreach (var (name, value) in values)
        {
            data[name] = value;
        }

        _context.Run.Emit(kind, data);
    }

    private static string Listed(IReadOnlyList<IRewardModel> judges) => judges.Count == 0 ? "none" : string.Join(", ", judges.Select(judge => $"'{judge.Name}'"));
}
