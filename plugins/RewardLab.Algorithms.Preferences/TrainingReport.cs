using System.Globalization;
using System.Text;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Preferences;

namespace RewardLab.Algorithms.Preferences;

/// <summary>Tells the run what was measured: lines, events and the table of the test prompts.</summary>
internal sealed class TrainingReport
{
    private readonly IRun _run;
    private readonly PreferenceTrainingOptions _options;

    public TrainingReport(IRun run, PreferenceTrainingOptions options, PreferenceSplit split)
    {
        (_run, _options) = (run, options);
        run.Emit(new EventRecord(EventKinds.PreferencesSplit)
        {
            Series = options.Name,
            Metrics =
            [
                new RunMetric("training", split.Training.Count),
                new RunMetric("validation", split.Validation.Count),
                new RunMetric("test", split.Test.Count),
            ],
        });
        run.Log(
            $"{options.Name}: {split.Training.Count} preferences for training, {split.Validation.Count} for validation and {split.Test.Count} for testing, "
            + "each of other prompts");
        if (split.Training.All(pair => pair.Outcome == PreferenceOutcome.Tie))
        {
            Warn(EventKinds.PreferencesSignal, "there is NOTHING TO LEARN FROM: every training preference is a tie");
        }
        else if (split.Training.All(pair => pair.First == pair.Second))
        {
            Warn(EventKinds.PreferencesSignal, "there is NOTHING TO LEARN FROM: every preference compares an image with itself");
        }
    }

    private void Warn(string kind, string message) =>
        _run.Emit(new EventRecord(kind) { Severity = EventSeverity.Warning, Series = _options.Name, Message = message });

    /// <summary>Notes what was measured; sides without a choice are passed over.</summary>
    public (PreferenceMetrics? Validation, PreferenceMetrics? Test) Add(string moment, long step, PreferenceMetrics? validation, PreferenceMetrics? test)
    {
        return (Side("validation", validation), Side("test", test));

        PreferenceMetrics? Side(string side, PreferenceMetrics? measured)
        {
            if (measured is not { PairCount: > 0 })
            {
                return null;
            }

            var accuracy = measured.Accuracy.Mean();
            _run.Emit(new EventRecord(EventKinds.PreferencesMeasured)
            {
                Series = $"{_options.Name} {side}",
                Position = new EventPosition("step", step),
                Metrics =
                [
                    .. accuracy is null
                        ? Array.Empty<RunMetric>()
                        : [new RunMetric("accuracy", accuracy.Mean) { IsPrimary = true, Lower = accuracy.Lower, Upper = accuracy.Upper }],
                    new RunMetric("loss", measured.Loss) { IsPrimary = true },
                    new RunMetric("pairs", measured.PairCount),
                    new RunMetric("decided", measured.Accuracy.DecidedCount),
                    new RunMetric("prompts", measured.Accuracy.ByPrompt.Count),
                ],
                Payload = new Dictionary<string, object?>(StringComparer.Ordinal) { ["moment"] = moment, ["side"] = side },
            });
            var share = accuracy is null
                ? "every preference is a tie"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"agrees with preferences {100 * accuracy.Mean:F1}%"
                    + $"{(accuracy.HasEnds ? string.Create(CultureInfo.InvariantCulture, $" [{100 * accuracy.Lower:F1}%, {100 * accuracy.Upper:F1}%]") : "")} "
                    + $"of the time");
            _run.Log(string.Create(
                CultureInfo.InvariantCulture,
                $"{_options.Name}, {side}, {(moment == "training" ? $"step {step}" : moment)}: loss {measured.Loss:F4}, {share}"));
            return measured;
        }
    }

    /// <summary>The gain on the test prompts, in a line, an event and a table.</summary>
    public void Finish(
        (PreferenceMetrics? Validation, PreferenceMetrics? Test) before,
        (PreferenceMetrics? Validation, PreferenceMetrics? Test) after,
        Torch.Training.TrainingOutcome outcome)
    {
        _run.Log($"{_options.Name}: {outcome.StepCount} steps made; the weights of step {outcome.BestStep} are kept");
        if (outcome is { BestStep: 0, BestScore: not null })
        {
            Warn(
                EventKinds.PreferencesBase,
                $"NO WEIGHTS BEAT THE START on the validation prompts, by {_options.StopBy.ToString().ToLowerInvariant()}: the result is the starting model");
        }

        if (before.Test is null || after.Test is null || after.Test.Accuracy.LeadOver(before.Test.Accuracy) is not { } gain)
        {
            return;
        }

        _run.Emit(new EventRecord(EventKinds.PreferencesGain)
        {
            Series = _options.Name,
            Metrics =
            [
                new RunMetric("gain", gain.Mean) { IsPrimary = true, Lower = gain.Lower, Upper = gain.Upper },
                new RunMetric("prompts", gain.Count),
            ],
            Payload = new Dictionary<string, object?>(StringComparer.Ordinal) { ["steps"] = outcome.StepCount, ["kept"] = outcome.BestStep },
        });
        var ends = gain.HasEnds
            ? string.Create(CultureInfo.InvariantCulture, $" [{100 * gain.Lower:+0.0;-0.0;0.0}, {100 * gain.Upper:+0.0;-0.0;0.0}]")
            : "";
        _run.Log(string.Create(
            CultureInfo.InvariantCulture,
            $"{_options.Name}: on {gain.Count} test prompts {100 * gain.Mean:+0.0;-0.0} points{ends} more agreement with preferences than before"));
        using var writer = new StreamWriter(_run.CreateFile($"preferences/{_options.Name}-test.csv"), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        writer.Write("prompt,choices,before,after\n");
        foreach (var (first, last) in before.Test.Accuracy.ByPrompt.Zip(after.Test.Accuracy.ByPrompt))
        {
            writer.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"\"{first.Prompt.Replace("\"", "\"\"", StringComparison.Ordinal)}\",{first.PairCount},{first.Accuracy:R},{last.Accuracy:R}\n"));
        }
    }
}
