using RewardLab.Abstractions;
using RewardLab.Runs.Store;

namespace RewardLab.Runs.Tests.Store;

public sealed class RunDeletionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();

    private RunStore Store => new(_folder["runs"], _time);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Delete_OfARunThatEnded_LeavesNothingOfIt()
    {
        End("kept");
        End("gone");
        RunDeletion.Delete(Store.Find("gone"));

        Store.List().ShouldHaveSingleItem().Record!.Recipe.Name.ShouldBe("kept");
        Directory.GetFileSystemEntries(Store.Folder).ShouldHaveSingleItem();
    }

    [Fact]
    public void Delete_OfARunningRun_IsRefused()
    {
        using var run = Store.Create(Record("busy"));
        Should.Throw<RewardLabException>(() => RunDeletion.Delete(Store.Find("busy"))).Message.ShouldContain("is running");
        Directory.Exists(run.Folder).ShouldBeTrue();
    }

    [Fact]
    public void Delete_OfADamagedRun_IsPossible()
    {
        Directory.CreateDirectory(_folder["runs/broken"]);
        File.WriteAllText(_folder["runs/broken/run.yaml"], "- a\n");
        RunDeletion.Delete(Store.Find("broken", allowsDamage: true));
        Store.List().ShouldBeEmpty();
    }

    [Fact]
    public void Delete_OfALinkedRun_LeavesWhatTheLinkLeadsTo()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a right there");
        End("far");
        Directory.Move(Store.Find("far").Folder, _folder["archive"]);
        Directory.CreateSymbolicLink(_folder["runs/linked"], _folder["archive"]);

        RunDeletion.Delete(Store.Find("linked"));

        Store.List().ShouldBeEmpty();
        File.Exists(_folder["archive/run.yaml"]).ShouldBeTrue();
    }

    [Fact]
    public void Deletion_ThatWasKilled_IsNotListedAndSwept()
    {
        End("half");
        var run = Store.Find("half");
        Directory.Move(run.Folder, Path.Combine(Store.Folder, $".deleted-{run.Id}"));

        Store.List().ShouldBeEmpty();
        RunDeletion.Sweep(Store);
        Directory.GetFileSystemEntries(Store.Folder).ShouldBeEmpty();
    }

    private void End(string recipe)
    {
        using var run = Store.Create(Record(recipe));
        using (var file = run.CreateFile("images/a/000.png"))
        {
            file.WriteByte(1);
        }

        run.Complete();
    }

    private static RunRecord Record(string recipe) => new() { Recipe = new RunRecipe { Name = recipe, Path = $"{recipe}.csx", Sha256 = "ab" } };
}
