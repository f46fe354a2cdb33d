using RewardLab.Hosting.Models.Hub;

namespace RewardLab.Hosting.Tests.Models;

public sealed class RepositoryFilesTests
{
    [Fact]
    public void Choose_OfAPipeline_TakesEachPartOnce() => RepositoryFiles.Choose(
        [
            ".gitattributes", "README.md", "model_index.json", "v1-5-pruned-emaonly.ckpt", "v1-5-pruned-emaonly.safetensors", "v1-inference.yaml",
            "feature_extractor/preprocessor_config.json", "safety_checker/config.json", "safety_checker/model.safetensors", "scheduler/scheduler_config.json",
            "text_encoder/config.json", "text_encoder/model.safetensors", "text_encoder/model.fp16.safetensors", "text_encoder/pytorch_model.bin",
            "text_encoder/flax_model.msgpack",
            "tokenizer/merges.txt", "tokenizer/vocab.json", "unet/config.json", "unet/diffusion_pytorch_model.safetensors",
            "unet/diffusion_pytorch_model.fp16.safetensors",
            "unet/diffusion_pytorch_model.non_ema.safetensors", "unet/diffusion_pytorch_model.bin", "vae/config.json", "vae/diffusion_pytorch_model.bin",
            "vae/diffusion_pytorch_model.fp16.bin",
        ],
        []).ShouldBe(
        [
            "model_index.json", "v1-inference.yaml", "feature_extractor/preprocessor_config.json", "scheduler/scheduler_config.json",
            "text_encoder/config.json", "text_encoder/model.safetensors", "tokenizer/merges.txt", "tokenizer/vocab.json",
            "unet/config.json", "unet/diffusion_pytorch_model.safetensors", "vae/config.json", "vae/diffusion_pytorch_model.bin",
        ]);

    [Fact]
    public void Choose_OfATowerInManyForms_TakesSafetensors() => RepositoryFiles.Choose(
        [
            "config.json", "flax_model.msgpack", "merges.txt", "model.safetensors", "preprocessor_config.json", "pytorch_model.bin", "tf_model.h5",
            "tokenizer.json", "vocab.json", "openvino/openvino_model.bin", "onnx/model.onnx", "training_args.bin",
        ],
        []).ShouldBe(["config.json", "merges.txt", "model.safetensors", "preprocessor_config.json", "tokenizer.json", "vocab.json"]);

    [Fact]
    public void Choose_InShards_TakesTheShardsOfOneForm() => RepositoryFiles.Choose(
        [
            "config.json", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors", "model.safetensors.index.json",
            "model.fp16-00001-of-00001.safetensors", "model.safetensors.index.fp16.json",
            "pytorch_model-00001-of-00002.bin", "pytorch_model-00002-of-00002.bin", "pytorch_model.bin.index.json",
        ],
        []).ShouldBe(["config.json", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors", "model.safetensors.index.json"]);

    [Theory]
    [InlineData("unet/diffusion_pytorch_model.fp16.safetensors")]
    [InlineData("HPS_v2_compressed.pt")]
    [InlineData("pytorch_model.bin")]
    public void Choose_OfOneFormAlone_TakesIt(string weights) => RepositoryFiles.Choose(["README.md", weights], []).ShouldBe([weights]);

    [Fact]
    public void Choose_OfOnnxAlone_TakesTheTowersInFullPrecision() => RepositoryFiles.Choose(
        [
            "config.json", "onnx/model.onnx", "onnx/model_quantized.onnx", "onnx/text_model.onnx", "onnx/text_model_fp16.onnx", "onnx/vision_model.onnx",
            "onnx/vision_model_int8.onnx",
        ],
        []).ShouldBe(["config.json", "onnx/text_model.onnx", "onnx/vision_model.onnx"]);

    [Theory]
    [InlineData("*.json", new[] { "a.json", "b/c.json" })]
    [InlineData("b/", new[] { "b/c.json", "b/d.bin" })]
    [InlineData("?.json", new[] { "a.json" })]
    [InlineData("b/d.bin", new[] { "b/d.bin" })]
    public void Choose_ByPattern_TakesThatAlone(string pattern, string[] expected) =>
        RepositoryFiles.Choose(["a.json", "b/c.json", "b/d.bin", "README.md"], [pattern]).ShouldBe(expected);
}
