using RewardLab.Abstractions;
using RewardLab.Runs.Events;
using RewardLab.Runs.Store;

namespace RewardLab.Runs.Tests.Events;

/// <summary>Logs larger than memory: what is asked of their first lines reads no more than these.</summary>
public sealed class LargeLogTests : IDisposable
{
    // Sparse: the file system stores the first lines alone.
    private const long Bytes = 3L << 30;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Enumerate_OfALogLargerThanAnyText_GivesItsFirstEvents()
    {
        var run = LargeLog();
        RunEvents.Enumerate(run.Folder).Take(2).Select(item => item.Kind).ShouldBe([EventKinds.RunStarted, "toy.step"]);
        Should.Throw<RewardLabException>(() => RunEvents.Enumerate(run.Folder).Count()).Message.ShouldContain(RunEvents.FileName);
    }

    [Fact]
    public void FailedStart_OfARunWithALogLargerThanAnyText_IsTold() => FailedStart.Is(LargeLog()).ShouldBeFalse();

    private static void Step(Run run, int step) => run.Emit("toy.step", new Dictionary<string, object?>(StringComparer.Ordinal) { ["step"] = step });

    private RunEntry LargeLog()
    {
        var store = new RunStore(_folder["runs"], new ManualTime());
        using (var run = store.Create(new RunRecord { Recipe = new RunRecipe { Name = "toy", Path = "toy.csx" } }))
        {
            Step(run, 1);
            run.Log(new string('a', 200_000)); // what is read ahead
            run.Fail("no memory");
        }

        var entry = store.Find("last");
        using var file = new FileStream(Path.Combine(entry.Folder, RunEvents.FileName), FileMode.Open, FileAccess.Write);
        file.SetLength(Bytes);
        return entry;
    }
}
