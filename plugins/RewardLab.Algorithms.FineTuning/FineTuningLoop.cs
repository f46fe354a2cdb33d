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
/// "history.json"; "tensorboard". Checkpoints: "checkpoints/NAME-even" and "-odd". Events: "finetune.epoch", "finetune.evaluation", "finetune.alarm",
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

        if (options.HeldOutReward.Length > 0 && context.HeldOutRewards.All(heldOutReward => heldOutReward.Name != options.HeldOutReward))
        {
            throw new RewardLabException($"{options.Name}: there is no held-out reward '{options.HeldOutReward}'; held-out rewards are {Listed(context.HeldOutRewards)}.");
        }

        if (options.Choose == CheckpointRule.HeldOut && context.HeldOutRewards.Count == 0)
        {
            throw new RewardLabException($"{options.Name}: 'choose: heldOut' needs a held-out reward: one that is not optimised.");
        }
    }

    private string? HeldOutName => _options.HeldOutReward.Length > 0 ? _options.HeldOutReward : _context.HeldOutRewards.Count > 0 ? _context.HeldOutRewards[0].Name : null;

    /// <summary>Fine-tunes to the end, or from the run's last checkpoint to the end.</summary>
    /// <param name="guidanceScale">Guidance with which images are drawn.</param>
    /// <param name="adam">The optimizer's settings.</param>
    /// <param name="makeTrainer">Makes the trainer.</param>
    /// <param name="cancellationToken">Answered within two seconds; the checkpoint of the last whole epoch stands.</param>
    /// <returns>The looks, and which of them was chosen; the base's where no checkpoint beats it.</returns>
    public (IReadOnlyList<EvaluationRecord> Evaluations, CheckpointSelection Choice) Run(double guidanceScale, AdamWOptions adam, Func<TrainingParts, ITrainer> makeTrainer, CancellationToken cancellationToken)
    {
        var pipeline = _model.Pipeline;
        var seeds = SeedStream.Create(_context.Run.Seed, "fine-tuning/" + _options.Name);
        var lora = new LoraOptions { Rank = _options.Rank, Alpha = _options.Alpha, Targets = _options.TrainTextEncoder ? [.. _options.Targets, .. LoraOptions.TextEncoderTargets] : _options.Targets };
        var adapted = pipeline.Parts.Where(part => _options.TrainTextEncoder || part.Key == LoraLayerName.UNet).ToDictionary(part => part.Key, part => part.Value, StringComparer.Ordinal);
        using var adapter = LoraAdapter.Attach(adapted, lora, seeds.Child("lora"), _model.Adapter);
        pipeline.UNet.RecomputesBlocks = _options.GradientCheckpointing;
        using var policy = new DenoisingPolicy(pipeline, adapter, Sampling(guidanceScale));
        using var optimizer = new AdamW(adapter.Parameters, adam);
        var settings = new Dictionary<string, object?>(OptionValues.From(_options), StringComparer.Ordinal)
        {
            ["model"] = _model.Name,
            ["reward"] = _context.Reward!.Name,
            ["heldOut"] = _context.HeldOutRewards.Select(heldOutReward => heldOutReward.Name).ToArray(),
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

    private (IReadOnlyList<EvaluationRecord> Evaluations, CheckpointSelection Choice) Run(TrainingParts parts, ITrainer trainer, CheckpointFiles checkpoints, CancellationToken cancellationToken)
    {
        var state = parts.State;
        var heldOut = new HeldOut(_options, _context, parts.Policy, _components.WriteImage);
        var snapshots = new LoraSnapshots(_options, _context.Run, parts.Adapter, HeldOutName);
        string[] heard = _options.HeldOutReward.Length > 0 ? [_options.HeldOutReward] : [.. _context.HeldOutRewards.Select(heldOutReward => heldOutReward.Name)];
        var alarm = new Alarm(_options, _context.Run, heard, heldOut.PromptIndices);
        var collapse = new CollapseWatch(_options, _context.Run, heldOut.PromptIndices);
        var board = new TensorBoardFiles(_context.Run, _options.Name, state);
        trainer.Prepare(cancellationToken);
        if (state.Evaluations.Count == 0)
        {
            TellCutPrompts(parts);
            See(epoch: 0);
            checkpoints.Write(state);
        }

        while (state.Epoch < trainer.EpochCount && !state.IsStopped)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var metrics = trainer.Train(state.Epoch, cancellationToken);
            state.Epoch++;
            state.Epochs.Add(metrics);
            board.Add(metrics);
            Emit("finetune.epoch", metrics.Epoch, metrics.Values);
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
        FineTuningReport.Finish(_context.Run, _options, state, choice, AlarmState.Create(_options, state, heard, _context.Prompts.Count), HeldOutName, heldOut.PromptIndices);
        return (state.Evaluations, choice);

        void See(int epoch)
        {
            var evaluation = heldOut.Evaluate(epoch, cancellationToken);
            state.Evaluations.Add(evaluation);
            board.Add(evaluation);
            Emit("finetune.evaluation", epoch, EvaluationMetrics.Compute(evaluation));
            snapshots.Take(state, cancellationToken);
        }
    }

    private void TellCutPrompts(TrainingParts parts)
    {
        var cuts = new CutTexts("the text encoder", parts.Pipeline.CutTokens, line => Findings.Tell(_context.Run, _options.Name, parts.State, new Finding(0, "finetune.prompt", line)));
        cuts.Report(_context.Prompts);
    }

    private GenerationOptions Sampling(double guidanceScale) => _model.Options with
    {
        NumInferenceSteps = _options.NumInferenceSteps,
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

    private static string Listed(IReadOnlyList<IRewardModel> heldOutRewards) => heldOutRewards.Count == 0 ? "none" : string.Join(", ", heldOutRewards.Select(heldOutReward => $"'{heldOutReward.Name}'"));
}
