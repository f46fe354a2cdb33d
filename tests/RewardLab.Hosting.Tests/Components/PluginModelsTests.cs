using RewardLab.Abstractions;
using RewardLab.Hosting.Components;
using RewardLab.Hosting.Plugins.Inventory;

namespace RewardLab.Hosting.Tests.Components;

public sealed class PluginModelsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rewardlab-test-").FullName;
    private readonly PluginModels _models;

    public PluginModelsTests()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "active", "weights", "clip"));
        Directory.CreateDirectory(Path.Combine(_folder, "waiting", "weights"));
        Directory.CreateDirectory(Path.Combine(_folder, "secret"));
        _models = new PluginModels(FolderModels.Instance, () =>
        [
            new PluginInfo { Id = "my.world", Location = Path.Combine(_folder, "active"), State = PluginState.Active },
            new PluginInfo { Id = "my.waiting", Location = Path.Combine(_folder, "waiting"), State = PluginState.Untrusted },
        ]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Folders_OfAnActivePlugin_AreInsideIt() =>
        _models.Folders("my.world:weights/clip").ShouldBe([Path.Combine(_folder, "active", "weights", "clip")]);

    [Fact]
    public void Folders_WithoutAPlugin_AreTheOthers() => _models.Folders(_folder).ShouldBe(FolderModels.Instance.Folders(_folder));

    [Theory]
    [InlineData("my.world:weights/none", "has no folder 'weights/none'")]
    [InlineData("my.world:../secret", "has no folder '../secret'")]
    [InlineData("my.world:/etc", "has no folder '/etc'")]
    [InlineData("my.wrold:weights", "Did you mean 'my.world'?")]
    [InlineData("my.waiting:weights", "there is no active plugin 'my.waiting'")]
    public void Folders_NotThere_SaysWhatIsWrong(string model, string expected) =>
        Should.Throw<RewardLabException>(() => _models.Folders(model)).Message.ShouldContain(expected);
}
