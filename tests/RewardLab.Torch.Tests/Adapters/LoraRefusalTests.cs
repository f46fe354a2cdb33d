using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Adapters;

/// <summary>What an adapter's file says is obeyed or refused, and nothing of it is passed over.</summary>
public sealed class LoraRefusalTests : IDisposable
{
    private const string Layer = "block.attn.to_q";
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    [Theory]
    [InlineData("use_dora", "true")]
    [InlineData("use_qalora", "true")]
    [InlineData("use_bdlora", "{\"nblocks\": 2}")]
    [InlineData("lora_bias", "true")]
    [InlineData("bias", "\"all\"")]
    [InlineData("bias", "\"lora_only\"")]
    [InlineData("fan_in_fan_out", "true")]
    [InlineData("modules_to_save", "[\"conv_in\"]")]
    [InlineData("layer_replication", "[[0, 1]]")]
    [InlineData("trainable_token_indices", "[1]")]
    [InlineData("target_parameters", "[\"weight\"]")]
    [InlineData("alora_invocation_tokens", "[1, 2]")]
    [InlineData("init_lora_weights", "\"pissa\"")]
    [InlineData("init_lora_weights", "\"pissa_niter_4\"")]
    [InlineData("init_lora_weights", "\"olora\"")]
    [InlineData("init_lora_weights", "\"loftq\"")]
    [InlineData("loftq_config", "{\"loftq_bits\": 4}")]
    [InlineData("kasa_config", "{\"beta\": 1}")]
    [InlineData("megatron_config", "{\"a\": 1}")]
    [InlineData("peft_type", "\"LOHA\"")]
    [InlineData("peft_type", "\"ADALORA\"")]
    [InlineData("r", "0")]
    [InlineData("r", "2.5")]
    [InlineData("r", "\"2\"")]
    [InlineData("lora_alpha", "0")]
    [InlineData("lora_alpha", "true")]
    [InlineData("use_rslora", "\"yes\"")]
    [InlineData("rank_pattern", "[2]")]
    [InlineData("rank_pattern", "{\"to_q\": 0}")]
    [InlineData("rank_pattern", "{\"to_(q\": 2}")]
    [InlineData("alpha_pattern", "{\"to_q\": \"2\"}")]
    [InlineData("target_modules", "{}")]
    [InlineData("layers_to_transform", "[\"a\"]")]
    [InlineData("a_key_of_next_year", "1")]
    public void Read_KeyThatIsNotBuilt_IsRefusedByFileNameAndValue(string key, string value)
    {
        var header = Written([], Metadata(("r", "2"), ("lora_alpha", "4"), (key, value)));
        var inHeader = Should.Throw<RewardLabException>(() => LoraFile.Read(header)).Message;
        WritePeft(("r", "2"), ("lora_alpha", "4"), (key, value));
        var beside = Should.Throw<RewardLabException>(() => LoraFile.Read(_folder.Path)).Message;
        foreach (var (message, file) in new[] { (inHeader, header), (beside, _folder[LoraFile.PeftConfigName]) })
        {
            message.ShouldStartWith(file);
            message.ShouldContain(key);
            message.ShouldContain(value.Trim('"', '{', '}', '[', ']').Split('"')[0]);
            message.ShouldNotContain("\n");
        }
    }

    [Theory]
    [InlineData("init_lora_weights", "\"gaussian\"", 2)]
    [InlineData("init_lora_weights", "false", 2)]
    [InlineData("lora_dropout", "0.3", 2)]
    [InlineData("eva_config", "{\"rho\": 2}", 2)]
    [InlineData("use_rslora", "true", 2.8284271247461903)]
    [InlineData("lora_alpha", "1.5", 0.75)]
    [InlineData("alpha_pattern", "{\"q\": 9, \"to_q\": 6, \"attn.to_q\": 8}", 3)]
    [InlineData("alpha_pattern", "{\"blo.k\\\\.attn\\\\.to_[qk]\": 6}", 3)]
    [InlineData("alpha_pattern", "{\"attn\": 6, \"lock.attn.to_q\": 6, \"^attn.to_q\": 6}", 2)]
    [InlineData("alpha_pattern", "{\"^block.*\": 6}", 3)]
    [InlineData("target_modules", "[\"to_q\", \"to_k\"]", 2)]
    [InlineData("target_modules", "\"all-linear\"", 2)]
    [InlineData("target_modules", "\".*attn.*\"", 2)]
    [InlineData("exclude_modules", "[\"to_k\"]", 2)]
    public void Read_KeyThatIsBuilt_IsObeyed(string key, string value, double scale)
    {
        LoraFile.Read(Written([], Metadata(("r", "2"), ("lora_alpha", "4"), (key, value)))).ShouldHaveSingleItem().Scale.ShouldBe(scale, 1e-12);
        WritePeft(("r", "2"), ("lora_alpha", "4"), (key, value));
        LoraFile.Read(_folder.Path).ShouldHaveSingleItem().Scale.ShouldBe(scale, 1e-12);
    }

    [Theory]
    [InlineData("r", "4", "has rank 4 by")]
    [InlineData("rank_pattern", "{\"to_q\": 3}", "has rank 3 by")]
    [InlineData("target_modules", "[\"to_k\", \"o_q\"]", "target_modules")]
    [InlineData("target_modules", "\"attn.*\"", "target_modules")]
    [InlineData("exclude_modules", "\".*to_q\"", "exclude_modules")]
    [InlineData("layers_to_transform", "3", "layers_to_transform")]
    public void Read_ConfigurationOfOtherWeights_IsRefused(string key, string value, string said) =>
        Should.Throw<RewardLabException>(() => LoraFile.Read(Written([], Metadata(("r", "2"), (key, value))))).Message.ShouldSatisfyAllConditions(
            message => message.ShouldContain(said), message => message.ShouldContain(Layer), message => message.ShouldContain("do not belong together"));

    [Fact]
    public void Read_PatternWithoutEnd_IsRefusedAfterASecond() =>
        Should.Throw<RewardLabException>(() => LoraFile.Read(Written(
            [
                ("unet.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!.lora_A.weight", ones(2, 6)),
                ("unet.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!.lora_B.weight", ones(8, 2)),
            ],
            Metadata(("r", "2"), ("alpha_pattern", "{\"(a+)+b\": 1}")))))
            .Message.ShouldContain("more than a second");

    [Theory]
    [InlineData("{\"vae.r\": 2}", "'vae.r' is of no part that is known")]
    [InlineData("{\"unet.r\": 2", "is not valid JSON")]
    [InlineData("[]", "is not a JSON object")]
    [InlineData("{\"unet.r\": 2, \"unet.r\": 4}", "is not valid JSON")]
    [InlineData("{\"unet.r\": 2, \"r\": 2}", "says 'r' twice")]
    [InlineData("{\"unet.bias\": \"\\ud800\"}", "is not valid JSON")]
    public void Read_DamagedHeader_IsRefused(string json, string said) =>
        Should.Throw<RewardLabException>(() => LoraFile.Read(Written([], json))).Message.ShouldContain(said);

    [Fact]
    public void Read_AlphaTensorAndConfigurationThatDisagree_AreRefused() =>
        Should.Throw<RewardLabException>(() => LoraFile.Read(Written([($"unet.{Layer}.alpha", tensor(8f))], Metadata(("r", "2"), ("lora_alpha", "4")))))
            .Message.ShouldContain("contradict each other");

    [Theory]
    [InlineData("lora_unet_block_attn_to_q.dora_scale", "DoRA")]
    [InlineData("base_model.model.block.attn.to_q.lora_magnitude_vector.weight", "DoRA")]
    [InlineData("lora_unet_block_attn_to_q.hada_w1_a", "LoHa")]
    [InlineData("lora_unet_block_attn_to_q.lokr_w1", "LoKr")]
    [InlineData("lora_unet_block_attn_to_q.lora_mid.weight", "LoCon")]
    [InlineData("lora_unet_block_attn_to_q.oft_blocks", "OFT")]
    [InlineData("lora_unet_block_attn_to_q.diff", "difference")]
    [InlineData("lora_unet_block_attn_to_q.diff_b", "difference")]
    [InlineData("unet.block.attn.to_q.lora_B.bias", "bias")]
    [InlineData("bundle_emb.face.string_to_param.*", "embedding")]
    [InlineData("transformer.single_transformer_blocks.0.attn.to_q.lora_A.weight", "diffusion transformer")]
    [InlineData("lora_unet_double_blocks_0_img_attn_qkv.lora_down.weight", "diffusion transformer")]
    [InlineData("something.else", "not a tensor of a LoRA")]
    public void Read_TensorOfAnotherKind_IsRefusedByNameAndKind(string name, string kind)
    {
        var path = Written([(name, ones(2, 6))]);
        var message = Should.Throw<RewardLabException>(() => LoraFile.Read(path)).Message;
        message.ShouldStartWith(path);
        message.ShouldContain(name);
        message.ShouldContain(kind);
    }

    [Fact]
    public void Read_HostileMatrices_AreRefusedInOneLineEach()
    {
        Refused("has 'unet.x.y.lora_A.weight', but no up matrix", ("unet.x.y.lora_A.weight", ones(2, 6)));
        Refused("has 'unet.x.y.lora_B.weight', but no down matrix", ("unet.x.y.lora_B.weight", ones(2, 6)));
        Refused("has an alpha, but no down matrix", ("lora_unet_x_y.alpha", tensor(1f)));
        Refused("are the same matrix", ($"unet.{Layer}.lora.down.weight", ones(2, 6)));
        Refused("holds numbers that are not finite", ("unet.x.y.lora_A.weight", ones(2, 6).Mul(float.NaN)), ("unet.x.y.lora_B.weight", ones(8, 2)));
        Refused(
            "holds numbers that are not finite", ("unet.x.y.lora_A.weight", ones(2, 6)), ("unet.x.y.lora_B.weight", ones(8, 2).Mul(float.PositiveInfinity)));
        Refused("holds no floating-point numbers", ("unet.x.y.lora_A.weight", ones(2, 6, dtype: ScalarType.Int8)), ("unet.x.y.lora_B.weight", ones(8, 2)));
        Refused("the matrices of 'unet.x.y' are [2, 6] and [8, 3]", ("unet.x.y.lora_A.weight", ones(2, 6)), ("unet.x.y.lora_B.weight", ones(8, 3)));
        Refused("the matrices of 'unet.x.y' are [6] and [8, 2]", ("unet.x.y.lora_A.weight", ones(6)), ("unet.x.y.lora_B.weight", ones(8, 2)));
        Refused(
            "the matrices of 'unet.x.y' are [2, 6, 3, 3] and [8, 2, 3, 3]",
            ("unet.x.y.lora_A.weight", ones(2, 6, 3, 3)),
            ("unet.x.y.lora_B.weight", ones(8, 2, 3, 3)));
        Refused("an alpha is one number", ($"unet.{Layer}.alpha", ones(2)));
        Refused("is 0; an alpha is a finite number other than 0", ($"unet.{Layer}.alpha", tensor(0f)));
        Refused("is NaN; an alpha is", ($"unet.{Layer}.alpha", tensor(float.NaN)));

        void Refused(string said, params (string, Tensor)[] tensors)
        {
            var path = Written(tensors);
            Should.Throw<RewardLabException>(() => LoraFile.Read(path)).Message.ShouldSatisfyAllConditions(
                message => message.ShouldStartWith(path), message => message.ShouldContain(said), message => message.ShouldNotContain("\n"));
        }
    }

    [Fact]
    public void Read_FileCutAnywhere_IsRefused()
    {
        var whole = File.ReadAllBytes(Written([], Metadata(("r", "2"))));
        for (var length = 0; length < whole.Length; length += 7)
        {
            var path = _folder[$"cut-{length}.safetensors"];
            File.WriteAllBytes(path, whole[..length]);
            Refusal.OrNothing(() => LoraFile.Read(path), path).ShouldBeTrue();
        }
    }

    [Fact]
    public void Read_PeftWithoutItsConfiguration_IsRefused()
    {
        WritePeft(("r", "2"));
        File.Delete(_folder[LoraFile.PeftConfigName]);
        Should.Throw<RewardLabException>(() => LoraFile.Read(_folder.Path)).Message.ShouldContain("adapter_config.json, which is not beside it");
    }

    [Fact]
    public void Read_FolderOfSeveralFiles_AsksForOne()
    {
        File.Copy(Written([]), _folder["one.safetensors"]);
        Should.Throw<RewardLabException>(() => LoraFile.Read(_folder.Path))
            .Message.ShouldContain("2 .safetensors files; name the one that is meant: lora.safetensors, one.safetensors");
    }

    [Fact]
    public void Attach_LayerThatTheModelLacks_IsRefused()
    {
        using var module = nn.Sequential(("to_q", nn.Linear(6, 8)));
        var parts = new Dictionary<string, nn.Module> { ["unet"] = module };
        Refused("the model has no linear layer or convolution 'unet.block.attn.to_q'", []);
        Refused(
            "it adapts 'text_encoder_2.text_model_x', but the model has no text_encoder_2, as Stable Diffusion XL has",
            [("lora_te2_text_model_x.lora_down.weight", ones(2, 6)), ("lora_te2_text_model_x.lora_up.weight", ones(8, 2))],
            leaveOut: true);
        Refused(
            "'unet.to_q' goes from 5 to 8 there, the model's from 6 to 8",
            [("lora_unet_to_q.lora_down.weight", ones(2, 5)), ("lora_unet_to_q.lora_up.weight", ones(8, 2))],
            leaveOut: true);
        Refused(
            "under two names",
            [
                ("unet.to_q.lora_A.weight", ones(2, 6)),
                ("unet.to_q.lora_B.weight", ones(8, 2)),
                ("lora_unet_to.q.lora_down.weight", ones(2, 6)),
                ("lora_unet_to.q.lora_up.weight", ones(8, 2)),
            ],
            leaveOut: true);

        void Refused(string said, (string, Tensor)[] tensors, bool leaveOut = false) =>
            Should.Throw<RewardLabException>(() => LoraAdapter.Attach(parts, Written(tensors, metadata: null, leaveOut))).Message.ShouldContain(said);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public void Attach_PointwiseConvolution_IsTheMatrixThatItIs(bool isConvolution, bool isStoredAsConvolution)
    {
        using var ungraded = no_grad();
        random.manual_seed(3);
        nn.Module<Tensor, Tensor> layer = isConvolution ? nn.Conv2d(6, 8, 1) : nn.Linear(6, 8);
        using var module = nn.Sequential(("proj_in", layer));
        var (down, up, input) = (randn(2, 6), randn(8, 2), randn(3, 6));
        var file = Written(
            [
                ("lora_unet_proj_in.lora_down.weight", isStoredAsConvolution ? down.view(2, 6, 1, 1) : down),
                ("lora_unet_proj_in.lora_up.weight", isStoredAsConvolution ? up.view(8, 2, 1, 1) : up),
                ("lora_unet_proj_in.alpha", tensor(1f)),
            ],
            metadata: null, leaveOut: true);
        var before = Out();
        using var adapter = LoraAdapter.Attach(new Dictionary<string, nn.Module> { ["unet"] = module }, file);
        var expected = input.matmul(up.matmul(down).t()).Mul(0.5);
        ((Out() - before - expected).abs().max() / expected.abs().max()).item<float>().ShouldBeLessThan(1e-5f);
        adapter.Sources.ShouldHaveSingleItem().ShouldBe($"LoRA '{file}': rank 2, alpha 1, scale 0.5, 1 layer of unet, weight 1");

        Tensor Out() => isConvolution ? layer.call(input.view(3, 6, 1, 1)).view(3, 8) : layer.call(input);
    }

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    private static string Metadata(params (string Key, string Json)[] keys) =>
        "{" + string.Join(", ", keys.GroupBy(entry => entry.Key).Select(entry => $"\"unet.{entry.Key}\": {entry.Last().Json}")) + "}";

    private string Written((string, Tensor)[] tensors, string? metadata = null, bool leaveOut = false)
    {
        var path = _folder["lora.safetensors"];
        var all = tensors.ToDictionary(entry => entry.Item1, entry => entry.Item2);
        if (!leaveOut)
        {
            all.TryAdd($"unet.{Layer}.lora_A.weight", ones(2, 6));
            all.TryAdd($"unet.{Layer}.lora_B.weight", ones(8, 2));
        }

        SafetensorsWriter.Write(
            path,
            all,
            metadata is null ? null : new Dictionary<string, string> { ["lora_adapter_metadata"] = metadata },
            TestContext.Current.CancellationToken);
        return path;
    }

    private void WritePeft(params (string Key, string Json)[] keys)
    {
        SafetensorsWriter.Write(
            _folder[LoraFile.PeftName],
            new Dictionary<string, Tensor>
            {
                [$"base_model.model.{Layer}.lora_A.weight"] = ones(2, 6),
                [$"base_model.model.{Layer}.lora_B.weight"] = ones(8, 2),
            },
            metadata: null, TestContext.Current.CancellationToken);
        File.WriteAllText(_folder[LoraFile.PeftConfigName], Metadata(keys).Replace("unet.", "", StringComparison.Ordinal));
        using var valid = JsonDocument.Parse(File.ReadAllText(_folder[LoraFile.PeftConfigName]));
    }
}
