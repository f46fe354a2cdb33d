using RewardLab.Abstractions;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Policies;
using RewardLab.Torch.Text;
using RewardLab.Torch.Training;
using RewardLab.Algorithms.FineTuning.Checkpoints;
using RewardLab.Algorithms.FineTuning.Evaluation;
using RewardLab.Algorithms.FineTuning.Events;
using RewardLab.Algorithms.FineTuning.Instruments;
using RewardLab.Algorithms.FineTuning.Metrics;
using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning;

/// <summary>What lies around the epochs of an algorithm: model and adapter, evaluations and alarms, checkpoints, and the choice in the end.</summary>
/// <remarks>
/// Files, under the fine-tuning's name: "lora/...", the chosen adapter, joined with those that the model had before; "snapshots/epoch-NNNNN/...", those kept;
/// "held-out/epoch-NNNNN.png"; "history.json"; "tensorboard". Events: see <see cref="FineTuningEvents"/>. A session resumes from the run's last checkpoint.
/// </remarks>
internal sealed class FineTuningSession : IDisposable
{
    private readonly FineTuningOptions _options;
    private readonly ComponentContext _components;
    private readonly int _epochCount;
    private readonly TrainingCheckpoints _checkpoints;
    private readonly FineTuningEvents _events;
    private readonly Evaluator _evaluator;
    private readonly LoraSnapshots _snapshots;
    private readonly TensorBoardFiles _board;
    private readonly Alarm _alarm;
    private readonly CollapseWatch _collapse;
    private readonly string[] _heard;
    private readonly string? _judge;
    private readonly IDenoisingPolicy? _evaluationPolicy;
    private readonly IDenoisingPolicy? _unguidedPolicy;
    private readonly ExponentialMovingAverage? _oldPolicy;

    /// <summary>Opens a session, and resumes where a checkpoint is.</summary>
    /// <param name="options">Adapter, evaluations, alarm and checkpoints.</param>
    /// <param name="plan">What the algorithm asks for.</param>
    /// <param name="context">Model, reward, prompts and run.</param>
    /// <param name="components">What the host offers.</param>
    /// <exception cref="RewardLabException">The model cannot be trained, or something is missing.</exception>
    public FineTuningSession(FineTuningOptions options, TrainingPlan plan, OptimizationContext context, ComponentContext components)
    {
        _options = options;
        _components = components;
        _epochCount = plan.EpochCount;
        Context = context;
        var model = SessionChecks.Model(options, context);
        Model = model;
        Seeds = new FineTuningSeeds(context.Run.Seed, options.Name);
        Adapter = Attach(model);
        SampleHeldOut = (tasks, token) => tasks.Select(task => HeldOutSampler.Sample(_evaluationPolicy ?? Policy!, task, token));
        try
        {
            Model.RecomputesBlocks = options.GradientCheckpointing;
            var generation = model.Generation(options, plan);
            Policy = Model.CreatePolicy(Adapter, generation, plan);
            _evaluationPolicy = plan.EvaluationSteps is { } steps ? Model.CreatePolicy(Adapter, generation with { NumInferenceSteps = steps }, plan) : null;
            _unguidedPolicy = plan.TrainsUnguided && plan.GuidanceScale != 1
                ? Model.CreatePolicy(Adapter, generation with { GuidanceScale = 1 }, plan)
                : null;
            Optimizer = new AdamW(Adapter.Parameters, plan.AdamW);
            _oldPolicy = plan.KeepsOldPolicy ? new ExponentialMovingAverage(Adapter.Parameters, decay: 0) : null;
            _checkpoints = new TrainingCheckpoints(
                Run, options.Name, SessionChecks.Settings(options, model, context, plan.Data), Adapter, Optimizer, _oldPolicy, components.Logger.LogLine);
            State = _checkpoints.Read() ?? new TrainingState();
            _judge = options.HeldOutReward.Length > 0 ? options.HeldOutReward : context.HeldOutRewards.Count > 0 ? context.HeldOutRewards[0].Name : null;
            _heard = options.HeldOutReward.Length > 0 ? [options.HeldOutReward] : [.. context.HeldOutRewards.Select(heldOutReward => heldOutReward.Name)];
            Findings = new Findings(Run, options.Name, State);
            _events = new FineTuningEvents(Run, options.Name, context.Reward?.Name ?? "");
            _evaluator = new Evaluator(
                options, context, _evaluationPolicy ?? Policy, (tasks, token) => SampleHeldOut(tasks, token), Seeds.HeldOut, components.Images);
            _snapshots = new LoraSnapshots(options, Run, Adapter, _judge);
            _alarm = new Alarm(options, Run, _heard, _evaluator.PromptIndices);
            _collapse = new CollapseWatch(options, Run, _evaluator.PromptIndices);
            _board = new TensorBoardFiles(Run, options.Name, State);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Reward, held-out rewards and prompts.</summary>
    public OptimizationContext Context { get; }

    public IRun Run => Context.Run;

    /// <summary>The model.</summary>
    public TrainedModel Model { get; }

    /// <summary>The parts of a diffusion model.</summary>
    /// <exception cref="RewardLabException">The model is another.</exception>
    public TextToImagePipeline Pipeline => Model is TrainedModel.DiffusionModel diffusion ? diffusion.Pipeline
        : throw new RewardLabException($"{_options.Name}: {Model.Name} is a flow model, which this algorithm does not train; use ddpo or nft.");

    /// <summary>What is trained of it.</summary>
    public LoraAdapter Adapter { get; }

    /// <summary>The model's steps as a policy.</summary>
    public IDenoisingPolicy Policy { get; }

    /// <summary>The same steps as they are trained: without guidance, where the plan says so.</summary>
    public IDenoisingPolicy TrainingPolicy => _unguidedPolicy ?? Policy;

    /// <summary>The old policy's adapter, a moving average.</summary>
    /// <exception cref="InvalidOperationException">The plan keeps none.</exception>
    public ExponentialMovingAverage OldPolicy => _oldPolicy ?? throw new InvalidOperationException("The plan keeps no old policy.");

    /// <summary>The steps of a diffusion model as a policy.</summary>
    /// <exception cref="RewardLabException">The model is another.</exception>
    public DenoisingPolicy DiffusionPolicy => Policy as DenoisingPolicy
        ?? throw new RewardLabException($"{_options.Name}: {Model.Name} is a flow model, which this algorithm does not train; use ddpo or nft.");

    /// <summary>AdamW over the adapter.</summary>
    public AdamW Optimizer { get; }

    /// <summary>What a checkpoint holds.</summary>
    public TrainingState State { get; }

    /// <summary>Every stream of random numbers.</summary>
    public FineTuningSeeds Seeds { get; }

    /// <summary>Tells the user.</summary>
    public Findings Findings { get; }

    /// <summary>Samples held-out images: here, unless an algorithm has workers do it.</summary>
    public Func<IReadOnlyList<HeldOutTask>, CancellationToken, IEnumerable<HeldOutBatch>> SampleHeldOut { get; set; }

    /// <summary>Whether no checkpoint was there: nothing has been evaluated yet.</summary>
    public bool IsFresh => State.Evaluations.Count == 0;

    /// <summary>The epoch that is about to be trained, from 0.</summary>
    public int Epoch => State.Epoch;

    /// <summary>Chooses a number by the state of the machine, once per run.</summary>
    public int RecordSetting(string what, Func<int> choose) => _components.RecordedSettings.GetOrAdd(what, choose);

    /// <summary>Has the denoiser compute in float32 from here on, for training and evaluations alike.</summary>
    public void RaiseToFloat32()
    {
        Policy.RaiseToFloat32();
        _evaluationPolicy?.RaiseToFloat32(); // the same denoiser, but prompts' states of its own
        _unguidedPolicy?.RaiseToFloat32();
    }

    /// <summary>Evaluates the base, where the session is fresh.</summary>
    public void Begin(CancellationToken cancellationToken)
    {
        if (!IsFresh)
        {
            return;
        }

        new CutTexts(
            "the text encoder",
            prompt => Model.CutTokens(prompt, Policy.Options),
            line => Findings.Tell(0, EventKinds.FineTuningPrompt, line)).Report(Context.Prompts);
        EvaluateHeldOut(cancellationToken);
        _checkpoints.Write(State);
    }

    /// <summary>Whether another epoch shall be trained.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public bool HasNext(CancellationToken cancellationToken)
    {
        if (State.Epoch >= _epochCount || State.IsStopped)
        {
            return false;
        }

        cancellationToken.ThrowIfCancellationRequested();
        return true;
    }

    /// <summary>Records an epoch that was trained.</summary>
    public void Record(EpochMetrics metrics)
    {
        var epoch = metrics.ToRecord();
        State.Epoch++;
        State.Epochs.Add(epoch);
        _board.Add(epoch);
        _events.Epoch(metrics);
    }

    /// <summary>Evaluates on the held-out prompts and seeds, where it is time to, and tests for a collapse and for overoptimization.</summary>
    public void Evaluate(CancellationToken cancellationToken)
    {
        if (State.Epoch % _options.EvaluationInterval != 0 && State.Epoch != _epochCount)
        {
            return;
        }

        EvaluateHeldOut(cancellationToken);
        _collapse.Watch(State);
        _alarm.Listen(State);
    }

    /// <summary>Writes a checkpoint, from which the run resumes if it is stopped after it.</summary>
    public void Checkpoint()
    {
        _checkpoints.Write(State);
        Run.ReportProgress(_options.Name, State.Epoch, _epochCount);
    }

    /// <summary>Chooses a checkpoint, delivers its adapter and writes the history.</summary>
    public Outcome Finish(CancellationToken cancellationToken)
    {
        var outcome = _snapshots.Choose(State, cancellationToken);
        var alarm = AlarmState.From(_options, State, _heard, Context.Prompts.Count);
        FineTuningReport.Finish(Run, _options, State, outcome, alarm, _judge, _evaluator.PromptIndices);
        return outcome;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Optimizer?.Dispose(); // null where opening failed
        Policy?.Dispose();
        _evaluationPolicy?.Dispose();
        _unguidedPolicy?.Dispose();
        _oldPolicy?.Dispose();
        Model.RecomputesBlocks = false;
        Adapter.Dispose();
    }

    private void EvaluateHeldOut(CancellationToken cancellationToken)
    {
        var evaluation = _evaluator.Evaluate(State.Epoch, cancellationToken);
        State.Evaluations.Add(evaluation);
        _board.Add(evaluation);
        _events.Evaluation(State.Evaluations, _evaluator.PromptIndices);
        _snapshots.Take(State, cancellationToken);
    }

    private LoraAdapter Attach(TrainedModel model)
    {
        var adapter = model.Attach(_options, Seeds.Lora);
        if (model.Adapter is { } before)
        {
            _components.Logger.LogLine($"{_options.Name}: continues from {string.Join("; ", before.Sources)}. " + (adapter.ContinuesBefore
                ? "Training continues with its matrices."
                : $"{(before.Sources.Count == 1 ? "It stays" : "They stay")} unchanged; rank {_options.Rank} is trained beside, "
                    + $"and the delivered adapter holds all, of rank {adapter.Rank}."));
        }

        return adapter;
    }
}
