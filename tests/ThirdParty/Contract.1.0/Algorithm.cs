using System.Text.Json;
using RewardLab.Abstractions;

[assembly: RewardLabPlugin("contract10.algorithm", ContractVersion.Current)]

namespace Contract10;

public sealed record ClimbOptions
{
    public int Steps { get; init; } = 3;
}

[ExportAlgorithm("contract10-algorithm", Description = "keeps the best seed")]
public sealed class ClimbFactory : ComponentFactory<IAlgorithm, ClimbOptions>
{
    protected override IAlgorithm Create(ClimbOptions options, ComponentContext context) => new Climb(options, context.Images);
}

internal sealed class Climb(ClimbOptions options, IImageCodec codec) : IAlgorithm
{
    public string Name => "climb";

    public void Run(OptimizationContext context, CancellationToken cancellationToken)
    {
        var model = context.Model ?? throw new RewardLabException("Climb needs an image model.");
        var reward = context.Reward ?? throw new RewardLabException("Climb needs a reward.");
        var run = context.Run;
        var settings = new CheckpointSettings(options) { ["prompts"] = context.Prompts };
        var checkpoints = run.OpenCheckpoints("climb", settings.AddFormerName("steps", "stepCount"));
        var state = checkpoints.Read() is { } latest ? JsonSerializer.Deserialize<State>(latest.State)! : new State(0, 0);
        for (var step = state.Step; step < options.Steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var seeds = SeedStream.Create(run.Seed, "climb");
            var images = model.Generate([.. context.Prompts.Select(prompt => new ImageRequest(prompt, seeds[step]))], null, cancellationToken);
            var scores = reward.ScorePairs(images, context.Prompts, cancellationToken);
            var heldOut = context.HeldOutRewards.Select(other => RunMetric.HeldOut(other.Name, other.Score(images, context.Prompts[0], cancellationToken)[0]));
            run.Emit(new EventRecord("climb.step")
            {
                Series = "climb",
                Position = new EventPosition("step", step),
                Metrics = [RunMetric.Proxy(scores.Average()), new RunMetric("spread", scores.Max() - scores.Min()) { Unit = "points" }, .. heldOut],
                Payload = new { seed = seeds[step] },
            });
            state = new State(step + 1, Math.Max(state.Best, scores.Max()));
            using (var file = run.CreateFile($"climb/{step}.png"))
            {
                codec.WritePng(file, images, 0);
            }

            checkpoints.Write(step + 1, JsonSerializer.Serialize(state), stream => stream.WriteByte(1));
            run.ReportProgress("climb", step + 1, options.Steps);
        }

        run.Emit("climb.done", new Dictionary<string, object?> { ["name"] = "climb", ["n"] = state.Step, ["best"] = state.Best });
        run.Emit(new EventRecord(EventKinds.FineTuningSignal) { Severity = EventSeverity.Warning, Message = "nothing more to learn" });
        run.Log($"climbed in {Path.GetFileName(run.Folder).Length > 0}: {run.OpenFile("climb/0.png") is not null}");
    }

    private sealed record State(int Step, double Best);
}
