using RewardLab.Abstractions;
using RewardLab.Hosting.Models;
using RewardLab.Hosting.Models.Hub;
using RewardLab.Hosting.Plugins;

namespace RewardLab.Hosting.Tests.Models;

public sealed class ModelRegistryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rewardlab-models-").FullName;

    private UserFolders User => new(_folder, [], _folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Of_NothingAdded_HoldsThePapersRewards()
    {
        var registry = ModelRegistry.Of(User);

        foreach (var (id, reward) in new[] { ("clip-vit-b32", "clip"), ("pickscore", "pickscore"), ("imagereward", "imagereward"), ("blip2", "blip2"), ("hpsv2", "hpsv2") })
        {
            registry.Find(id).Reward.ShouldBe(reward);
            registry.Find(id).Licence.ShouldNotBeEmpty();
            registry.Find(id).Files.ShouldNotBeEmpty();
        }
    }

    [Fact]
    public void Find_Mistyped_NamesTheNearest() =>
        Should.Throw<RewardLabException>(() => ModelRegistry.Of(User).Find("pikscore")).Message.ShouldContain("did you mean 'pickscore'?");

    [Fact]
    public void Add_Folder_IsThereNextTimeAndCanBeForgotten()
    {
        ModelRegistry.Of(User).Add(new ModelEntry("mine", "my \"own\": tower", "clip", "clip", "", [], _folder));

        var read = ModelRegistry.Of(User);
        read.Find("mine").ShouldBe(new ModelEntry("mine", "my \"own\": tower", "clip", "clip", "", read.Find("mine").Files, _folder));
        new ModelStore(read, new HubCache(_folder)).Folders("mine").ShouldBe([_folder]);

        read.Remove("mine");
        ModelRegistry.Of(User).TryFind("mine").ShouldBeNull();
        Should.Throw<RewardLabException>(() => read.Remove("pickscore")).Message.ShouldContain("came with RewardLab");
    }

    [Theory]
    [InlineData("- id: x\n  sources: [{ repository: a/b, files: [../../etc/passwd] }]", "(2,40): '../../etc/passwd' is no path inside a repository")]
    [InlineData("- id: x\n  sources: [{ repository: a/b, files: [/etc/passwd] }]", "is no path inside a repository")]
    [InlineData("- id: x\n  sources: [{ repository: ../b, files: [c] }]", "is no repository of the hub")]
    [InlineData("- id: x\n  sources: [{ repository: a/b, revision: ../c, files: [c] }]", "is no repository of the hub")]
    [InlineData("- id: x", "needs either 'sources' with files, or a 'folder'")]
    [InlineData("- id: x\n  folder: /a\n- id: x\n  folder: /b", "'x' stands there twice")]
    [InlineData("- id: x\n  fodler: /a", "(2,3): a model has no 'fodler'")]
    [InlineData("- id: x\n  sources: [{ repository: a/b, files: [{ name: c, sha256: ABC }] }]", "is no SHA-256")]
    [InlineData("models: [", "not YAML")]
    [InlineData("just text", "models must be a list")]
    public void Of_DamagedFile_NamesThePlace(string yaml, string problem)
    {
        File.WriteAllText(Path.Combine(_folder, "models.yaml"), yaml);

        var message = Should.Throw<RewardLabException>(() => ModelRegistry.Of(User)).Message;
        message.ShouldContain(Path.Combine(_folder, "models.yaml"));
        message.ShouldContain(problem);
    }

    [Fact]
    public void Folders_NotDownloaded_SaysHowToGetIt()
    {
        var store = new ModelStore(ModelRegistry.Of(User), new HubCache(Path.Combine(_folder, "hub")));

        Should.Throw<RewardLabException>(() => store.Folders("imagereward")).Message.ShouldContain("rewardlab models get imagereward");
        Should.Throw<RewardLabException>(() => store.Folders("imagerewad")).Message.ShouldContain("did you mean 'imagereward'?");
        Should.Throw<RewardLabException>(() => store.Folders("nobody/nothing")).Message.ShouldContain("hub's cache");
    }

    [Fact]
    public void Folders_FilesOfTwoRepositories_AreTwoFolders()
    {
        var hub = Path.Combine(_folder, "hub");
        var registry = ModelRegistry.Of(User);
        foreach (var file in registry.Find("imagereward").Files)
        {
            var repository = Path.Combine(hub, "models--" + file.Repository.Replace("/", "--"));
            var snapshot = Directory.CreateDirectory(Path.Combine(repository, "snapshots", HubContent.Commit)).FullName;
            File.WriteAllText(Path.Combine(snapshot, file.Name), "");
            Directory.CreateDirectory(Path.Combine(repository, "refs"));
            File.WriteAllText(Path.Combine(repository, "refs", file.Revision), HubContent.Commit);
        }

        new ModelStore(registry, new HubCache(hub)).Folders("imagereward").Select(folder => Path.GetRelativePath(hub, folder)).ShouldBe(
        [
            Path.Combine("models--THUDM--ImageReward", "snapshots", HubContent.Commit),
            Path.Combine("models--google-bert--bert-base-uncased", "snapshots", HubContent.Commit),
        ]);
    }
}
