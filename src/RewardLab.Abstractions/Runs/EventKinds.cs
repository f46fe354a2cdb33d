namespace RewardLab.Abstractions;

/// <summary>The kinds of events that RewardLab and its own algorithms emit. A component may emit kinds of its own:
/// they are logged, and shown by what they hold.</summary>
public static class EventKinds
{
    /// <summary>The run began, or was resumed.</summary>
    public const string RunStarted = "run.started";

    /// <summary>The run ended as it should.</summary>
    public const string RunCompleted = "run.completed";

    /// <summary>The run ended by an error.</summary>
    public const string RunFailed = "run.failed";

    /// <summary>The run was stopped by the user.</summary>
    public const string RunCancelled = "run.cancelled";

    /// <summary>A line for the user.</summary>
    public const string Log = "log";

    /// <summary>Images were requested of a model.</summary>
    public const string ImagesRequested = "images.requested";

    /// <summary>A reward's metric on a benchmark.</summary>
    public const string BenchmarkMetric = "benchmark.metric";

    /// <summary>What one protocol of choosing a calibration is worth.</summary>
    public const string CalibrationProtocol = "calibration.protocol";

    /// <summary>The loss of a training, over its steps.</summary>
    public const string TrainingLoss = "training.loss";

    /// <summary>An epoch of fine-tuning has been trained.</summary>
    public const string FineTuningEpoch = "finetune.epoch";

    /// <summary>A fine-tuned model was evaluated on held-out prompts and seeds.</summary>
    public const string FineTuningEvaluation = "finetune.evaluation";

    /// <summary>The proxy reward rises while a held-out reward falls.</summary>
    public const string FineTuningAlarm = "finetune.alarm";

    /// <summary>The fine-tuned model has broken.</summary>
    public const string FineTuningCollapse = "finetune.collapse";

    /// <summary>There is nothing to learn from.</summary>
    public const string FineTuningSignal = "finetune.signal";

    /// <summary>An update was skipped.</summary>
    public const string FineTuningSkipped = "finetune.skipped";

    /// <summary>Computation continues in another way because a problem was found.</summary>
    public const string FineTuningFallback = "finetune.fallback";

    /// <summary>Memory ran out, and less is computed at once.</summary>
    public const string FineTuningMemory = "finetune.memory";

    /// <summary>A prompt is longer than the text encoder reads.</summary>
    public const string FineTuningPrompt = "finetune.prompt";

    /// <summary>No checkpoint beats the base.</summary>
    public const string FineTuningBase = "finetune.base";

    /// <summary>What each value of a swept option came to.</summary>
    public const string FineTuningSweep = "finetune.sweep";

    /// <summary>A fine-tuning has ended.</summary>
    public const string FineTuningFinished = "finetune.finished";

    /// <summary>The candidates of one prompt are complete.</summary>
    public const string BestOfNPrompt = "bestofn.prompt";

    /// <summary>The curve of best-of-n over all prompts.</summary>
    public const string BestOfNCurve = "bestofn.curve";

    /// <summary>One point of a curve of best-of-n.</summary>
    public const string BestOfNPoint = "bestofn.point";

    /// <summary>A reward gives all candidates the same score.</summary>
    public const string BestOfNSignal = "bestofn.signal";

    /// <summary>Images of another program's training were sampled and scored.</summary>
    public const string WatchWindow = "watch.window";

    /// <summary>In another program's training the proxy reward rises while a held-out reward falls.</summary>
    public const string WatchAlarm = "watch.alarm";

    /// <summary>How preference pairs were split.</summary>
    public const string PreferencesSplit = "preferences.split";

    /// <summary>A reward was measured on preference pairs.</summary>
    public const string PreferencesMeasured = "preferences.measured";

    /// <summary>There is nothing to learn from.</summary>
    public const string PreferencesSignal = "preferences.signal";

    /// <summary>No weights beat the ones that training began with.</summary>
    public const string PreferencesBase = "preferences.base";

    /// <summary>What training gained on the test prompts.</summary>
    public const string PreferencesGain = "preferences.gain";
}
