using System.Collections.Frozen;

namespace RewardLab.Torch.Configuration;

/// <summary>Settings that the libraries write into every configuration and that change nothing of what a model computes.</summary>
internal static class InertSettings
{
    /// <summary>
    /// What transformers' PretrainedConfig holds for every model (4.21 to 5.0): outputs that callers may ask for, generation of texts, labels of
    /// classifiers, tokens' ids, storage. Old versions spell all of it out in each section.
    /// </summary>
    internal static FrozenSet<string> Transformers { get; } = FrozenSet.Create(
        StringComparer.Ordinal,
        "architectures", "attn_implementation", "auto_map", "bad_words_ids", "begin_suppress_tokens", "bos_token_id", "chunk_size_feed_forward",
        "cross_attention_hidden_size", "decoder_start_token_id", "diversity_penalty", "do_sample", "dtype", "early_stopping",
        "encoder_no_repeat_ngram_size", "eos_token_id", "exponential_decay_length_penalty", "finetuning_task", "forced_bos_token_id",
        "forced_eos_token_id", "gradient_checkpointing", "id2label", "is_composition", "is_encoder_decoder", "label2id", "length_penalty", "max_length",
        "min_length", "model_type", "name_or_path", "no_repeat_ngram_size", "num_beam_groups", "num_beams", "num_labels", "num_return_sequences",
        "output_attentions", "output_hidden_states", "output_scores", "pad_token_id", "prefix", "problem_type", "remove_invalid_values",
        "repetition_penalty", "return_dict", "return_dict_in_generate", "sep_token_id", "suppress_tokens", "task_specific_params", "temperature",
        "tf_legacy_loss", "tie_encoder_decoder", "tie_word_embeddings", "tokenizer_class", "top_k", "top_p", "torch_dtype", "torchscript",
        "transformers_version", "typical_p", "use_bfloat16", "use_cache", "xla_device");
}
